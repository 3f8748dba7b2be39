// twq resources --profile: what is worth trying of an API without a catalogue.

package main

import (
	"context"
	"slices"
	"strings"

	"twq/fetch"
)

// worthRow is a request that is worth trying.
type worthRow struct {
	Resource string `json:"resource"`
	Help     string `json:"answers"`
	Try      string `json:"try"`
}

// describedProfile is a profile as it is described: its host may be open.
func (w *world) describedProfile(name string) (fetch.Profile, error) {
	folders, err := w.folders()
	if err != nil {
		return fetch.Profile{}, err
	}
	p, err := w.profile(name, folders)
	if e, open := err.(*fetch.HostError); open && e.Host == "" {
		profiles, err := w.profiles(folders)
		return profiles[name], err
	}
	return p, err
}

func (c resourcesCmd) showWorth(ctx context.Context, w *world, p fetch.Profile) error {
	rows := []worthRow{}
	for _, worth := range p.Worth {
		if c.Name == "" || c.Name == worth.Resource {
			rows = append(rows, worthRow{worth.Resource, worth.Help, tryLine(p, worth)})
		}
	}
	switch {
	case c.Name != "" && len(rows) == 0:
		return &unknownResourceError{Name: c.Name, Profile: p.Name}
	case len(rows) == 0:
		w.note("nothing is noted of the resources of " + p.Name + ": any path below " + p.Base + " can be asked")
	}
	return c.showRows(ctx, w, rows)
}

// tryLine is the command that asks for what is worth trying.
func tryLine(p fetch.Profile, worth fetch.Worth) string {
	line := []string{"twq get " + quote(worth.Resource)}
	for _, pair := range worth.Params {
		line = append(line, "-p "+quote(pair.Key+"="+pair.Value))
	}
	name, host, _ := strings.Cut(p.Name, "@")
	line = append(line, "--profile "+quote(name))
	if host == "" && p.Hosted() && p.Host == "" && len(p.Hosts) > 0 {
		host = p.Hosts[0]
	}
	if host != "" {
		line = append(line, "--host "+quote(host))
	}
	return strings.Join(line, " ")
}

// worthOffers are the resources worth trying of the profile that a line names; ok says that it has no catalogue.
func (w *world) worthOffers(line place) (offers []offer, ok bool) {
	p, ok := w.profileOf(line)
	if !ok || p.Catalogue {
		return nil, false
	}
	for _, worth := range p.Worth {
		if !slices.ContainsFunc(offers, func(o offer) bool { return o.word == worth.Resource }) {
			offers = append(offers, offer{worth.Resource, worth.Help})
		}
	}
	return offers, true
}

// hostOffers are hosts for the profile that a line names.
func (w *world) hostOffers(line place) []offer {
	p, _ := w.profileOf(line)
	var offers []offer
	for _, host := range p.Hosts {
		offers = append(offers, offer{word: host})
	}
	return offers
}

// profileOf is the profile of a line, as it is described.
func (w *world) profileOf(line place) (fetch.Profile, bool) {
	name := w.defaultProfile()
	if given := line.given["profile"]; len(given) > 0 {
		name = given[len(given)-1]
	}
	folders, err := w.folders()
	if err != nil || name == twitter || len(line.given["offline"]) > 0 {
		return fetch.Profile{}, false
	}
	profiles, err := w.profiles(folders)
	if err != nil {
		return fetch.Profile{}, false
	}
	name, _, _ = strings.Cut(name, "@")
	p, ok := profiles[name]
	return p, ok
}
