# Compares the files that twq writes of tweets with the tweets: readback.py TWEETS.ndjson FILE... Each file is read by a reader of its own, every
# cell is compared with what a walk through the JSON finds, and what differs is printed. The last line says how many cells were equal.
import csv
import datetime
import html.parser
import json
import sys

import openpyxl

MEMBER = {"hashtags": "text", "urls": "expanded_url", "user_mentions": "screen_name", "media": "media_url_https"}
MISSING = object()
csv.field_size_limit(1 << 30)


class Digits(str):
    """A number as it stands in the source."""


def find(tweet, path):
    for key in path.split("."):
        if not isinstance(tweet, dict) or key not in tweet:
            return MISSING
        tweet = tweet[key]
    return tweet


def cell(value, path):
    """The value of a cell: None, a bool, Digits, or a text."""
    if value is MISSING or value is None:
        return None
    if isinstance(value, list):
        member = MEMBER.get(path.split(".")[-1])
        flat = [v.get(member, v) if isinstance(v, dict) and member else v for v in value]
        if not any(isinstance(v, (dict, list)) for v in flat):
            return "; ".join(v if isinstance(v, str) else json.dumps(v) for v in flat)
    if isinstance(value, (list, dict)):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
    return value


def moment(text):
    return datetime.datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y").replace(tzinfo=None)


def is_id(path):
    key = path.split(".")[-1]
    return key in ("id", "ids") or key.endswith(("_id", "_ids", "_str"))


def as_json(text):
    if not isinstance(text, str) or text[:1] not in ("[", "{"):
        return text
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return text


def xlsx_says(path, want, got):
    if want is None or want == "":  # an empty text is a cell
        return got is None or got == want
    if path.endswith("created_at"):
        return got == moment(want)
    if isinstance(want, Digits):
        if is_id(path) or len(want.lstrip("-")) > 15 and want.lstrip("-").isdigit():
            return got == str(want) and isinstance(got, str)
        return not isinstance(got, (str, bool)) and float(got) == float(want)
    if isinstance(want, bool):
        return got is want
    return as_json(got) == as_json(want)


def text_says(path, want, got):
    if want is None:
        return got == ""
    if isinstance(want, bool):
        return got == json.dumps(want)
    return as_json(got) == as_json(want)


def excel_says(path, want, got):
    if want is None:
        return got == ""
    if isinstance(want, bool):
        return got == str(want).upper()
    if path.endswith("created_at"):
        return got == str(moment(want))
    if got.startswith('="'):
        return got == '="%s"' % want
    if isinstance(want, Digits):
        return got == want and not is_id(path) and len(want) < 17
    if want[:1] in ("[", "{"):
        return as_json(got) == as_json(want)
    flat = want.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if flat.lstrip(" \u00a0")[:1] in tuple("=+-@＝＋－＠") or want[:1] in tuple("\r\n\t"):
        flat = "'" + flat
    return got == flat


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""
            self.absent = dict(attrs).get("class") in ("m", "u")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.rows[-1].append("" if self.absent else self.cell)
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def read(file):
    if file.endswith(".xlsx"):
        return [list(r) for r in openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)], xlsx_says
    if file.endswith(".html"):
        page = Page()
        page.feed(open(file, encoding="utf-8", newline="").read())
        return page.rows, text_says
    rows = list(csv.reader(open(file, encoding="utf-8-sig", newline="")))
    return rows, excel_says if "excel" in file else text_says


tweets = [json.loads(line, parse_int=Digits, parse_float=Digits) for line in open(sys.argv[1], encoding="utf-8")]
for file in sys.argv[2:]:
    rows, says = read(file)
    header, wrong, equal = [h.removesuffix(" (UTC)") for h in rows[0]], 0, 0
    # An object whose members have columns of their own has nothing in its own, which is there for the nulls of others.
    opened = {h.rpartition(".")[0] for h in header}
    opened |= {".".join(h.split(".")[:n]) for h in header for n in range(1, h.count("."))}
    if len(rows) != len(tweets) + 1:
        print(f"{file}: {len(rows) - 1} rows of {len(tweets)}")
    for tweet, row in zip(tweets, rows[1:]):
        for path, got in zip(header, row, strict=True):
            value = find(tweet, path)
            want = None if isinstance(value, dict) and path in opened else cell(value, path)
            if says(path, want, got):
                equal += 1
            elif (wrong := wrong + 1) < 5:
                print(f"{file}: {path}: {got!r}, want {want!r}")
    print(f"{file}: {len(header)} columns, {equal} equal, {wrong} not")
