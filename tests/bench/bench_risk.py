"""Edit to findings: how long one edit of a 10,000-line file takes, per language. `python tests/bench/bench_risk.py`."""

import random
import re
import statistics
import time

from answerable.syntax.analyser import Analyser
from answerable.syntax.session import Session

LINES = 10_000
EDITS = 300

#: What stands around the pieces; a class of 10,000 lines is a row of its own.
AROUND = {
    "class.py": ("class Store:\n", ""),
    "class.ts": ("export class Store {\n", "}\n"),
    "class.java": ("class Store {\n", "}\n"),
    "class.rs": ("impl Store {\n", "}\n"),
    "json": ('{\n  "Version": "2012-10-17",\n  "Statement": [\n', '    {"Sid": "last"}\n  ]\n}\n'),
}

COMMENTS = {"py": "#", "ts": "//", "go": "//", "java": "//", "rs": "//", "sh": "#", "sql": "--", "tf": "#"}

#: The languages for which DESIGN promises a figure, and the figure.
PROMISED = {"py", "ts", "go", "java", "rs", "tf", "json", *AROUND}
PROMISE = 5.0

#: Lines that can go without unbalancing a bracket or a quote.
STATEMENT = re.compile(r"total|response|curl|echo|name|WHERE|await|Resource")

PIECES = {
    "py": (
        "def handle_{n}(order, user, amount={n}):\n    if order is None:\n        raise ValueError('no order {n}')\n"
        "    total = order.total + amount\n    for line in order.lines:\n        total += line.price * {n}\n"
        "    response = requests.post(URL, json={{'id': order.id}}, timeout=30)\n    response.raise_for_status()\n"
        "    return total\n\n"
    ),
    "ts": (
        "export async function handle{n}(order: Order | null, user: User): Promise<number> {{\n  if (!order) {{\n"
        "    throw new Error('no order {n}');\n  }}\n  let total = order.total + {n};\n"
        "  for (const line of order.lines) {{\n    total += line.price;\n  }}\n"
        "  await client.post(URL, {{ id: order.id, timeout: 30 }});\n  return total;\n}}\n\n"
    ),
    "go": (
        "func (s *Store) Handle{n}(order *Order, user string) (int, error) {{\n\tif order == nil {{\n\t\treturn 0, ErrNoOrder{n}\n\t}}\n"
        "  total := order.Total + {n}\n\tfor _, line := range order.Lines {{\n    total += line.Price\n\t}}\n"
        "  response, err := s.client.Post(URL, &Body{{ID: order.ID, Timeout: 30 * time.Second}})\n\tif err != nil {{\n\t\treturn 0, err\n\t}}\n"
        "  response.Close()\n\treturn total, nil\n}}\n\n"
    ),
    "java": (
        "class Handler{n} {{\n  int handle(Order order, User user) throws IOException {{\n    if (order == null) {{\n"
        '      throw new IllegalArgumentException("no order {n}");\n    }}\n    int total = order.total() + {n};\n'
        "    for (Line line : order.lines()) {{\n      total += line.price();\n    }}\n"
        "    client.post(URL, order.id()).timeout(30).send();\n    return total;\n  }}\n}}\n\n"
    ),
    "rs": (
        "pub fn handle_{n}(order: Option<Order>, user: &User) -> Result<u64, Error> {{\n    let order = order.ok_or(Error::NoOrder({n}))?;\n"
        "    let mut total = order.total + {n};\n    if !user.active {{\n        return Err(Error::Inactive);\n    }}\n"
        "    for line in &order.lines {{\n        total += line.price;\n    }}\n"
        "    let response = client.post(URL).timeout(Duration::from_secs(30)).send()?;\n    Ok(total)\n}}\n\n"
    ),
    "sh": (
        'handle_{n}() {{\n  local order="$1"\n  if [ -z "$order" ]; then\n    echo "no order {n}" >&2\n    exit 1\n  fi\n'
        '  curl -fsS --max-time 30 "$URL/orders/$order" > "/tmp/order-{n}.json"\n  echo "$order done"\n}}\n\n'
    ),
    "tf": (
        'resource "aws_s3_bucket" "bucket_{n}" {{\n  bucket = "name-{n}"\n  acl    = "private"\n\n  versioning {{\n    enabled = true\n  }}\n\n'
        '  tags = {{\n    name  = "order {n}"\n    total = "{n}"\n  }}\n}}\n\n'
    ),
    "sql": (
        "CREATE TABLE table_{n} (\n  id bigint PRIMARY KEY,\n  name text NOT NULL\n);\n\nUPDATE table_{n}\nSET name = 'x'\n"
        "WHERE id = {n};\n\nSELECT 1;\n"
    ),
    "json": (
        '    {{\n      "Sid": "order{n}",\n      "Effect": "Allow",\n      "Action": ["s3:GetObject", "s3:PutObject"],\n'
        '      "Resource": "arn:aws:s3:::order-{n}/*",\n      "Condition": {{"Bool": {{"aws:SecureTransport": "true"}}}}\n    }},\n'
    ),
}


def build(name):
    """A file of `LINES` lines: one piece after the other, members of one class where the name says so."""
    piece = PIECES[name.removeprefix("class.")]
    head, foot = AROUND.get(name, ("", ""))
    whole = "".join(piece.format(n=number) for number in range(LINES // piece.count("\n")))
    if name.startswith("class."):
        whole = (
            whole.replace("async function ", "async ")
            .replace("export async", "async")
            .replace("class Handler", "class Inner")
        )
        whole = "".join(f"    {line}" if line.strip() else line for line in whole.splitlines(keepends=True))
    return head + whole + foot


def edits(text, comment, luck):
    """Small edits all over the file, each taken back again: a word, a blank line, a statement deleted.

    Each brings a comment with a needle, so that nothing is answered by the cheap question alone. JSON has no comments
    and no lines that can go: a value changes.
    """
    lines = text.splitlines(keepends=True)
    statements = [
        number for number, line in enumerate(lines) if line.startswith("  ") and STATEMENT.search(line)
    ]
    for number in luck.choices(statements, k=EDITS // 2):
        line = lines[number]
        if not comment:
            yield number, number + 1, [line.replace("order", "*", 1)]
            yield number, number + 1, [line]
            continue
        changed = luck.choice(["\n" + line, "", line.replace("order", "orders", 1)])
        made = [*changed.splitlines(keepends=True), f"  {comment} verify\n"]
        yield number, number + 1, made
        yield number, number + len(made), [line]


def measure(answer, questions):
    """Milliseconds of computing of each answer, sorted."""
    took = []
    for question in questions:
        start = time.thread_time()
        answer(*question)
        took.append((time.thread_time() - start) * 1000)
    return sorted(took)


def main():
    """Print one row per language: an edit in a session, and a whole pair."""
    print(f"edit to findings in {LINES} lines, {EDITS} edits, milliseconds of computing")
    print(f"{'file':12} {'p50':>8} {'p99':>8} {'max':>8}   {'whole pair p50':>14}")
    missed = []
    for name in [*PIECES, *(each for each in AROUND if each not in PIECES)]:
        old, path, comment = build(name), f"a.{name}", COMMENTS.get(name.removeprefix("class."), "")
        session, analyser = Session(path, old), Analyser()
        asked = list(edits(old, comment, random.Random(7)))
        measure(session.edit, asked[:40])  # expressions are compiled when first needed
        took = measure(session.edit, asked)[EDITS // 2 :]  # the other half are the ways back to the old text
        whole = measure(analyser, [(path, old, f"{old}{comment} verify {number}\n") for number in range(5)])
        p50, p99 = statistics.median(took), took[int(len(took) * 0.99)]
        print(f"{name:12} {p50:8.2f} {p99:8.2f} {took[-1]:8.2f}   {statistics.median(whole):14.1f}")
        missed += [name] if name in PROMISED and p99 > PROMISE else []
    if missed:
        raise SystemExit(f"p99 over {PROMISE} ms: {', '.join(missed)}")


if __name__ == "__main__":
    main()
