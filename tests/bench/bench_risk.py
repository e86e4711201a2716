"""Edit to findings: how long one edit of a 10,000-line file takes, per language. `python tests/bench/bench_risk.py`."""

import random
import re
import statistics
import time

from answerable.syntax.analyser import Analyser
from answerable.syntax.session import Session

LINES = 10_000
EDITS = 300

COMMENTS = {"py": "#", "ts": "//", "go": "//", "java": "//", "rs": "//", "sh": "#", "sql": "--", "tf": "#"}

#: Lines that can go without unbalancing a bracket or a quote.
STATEMENT = re.compile(r"total|response|curl|echo|name|WHERE|await")

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
}


def build(piece):
    """A file of `LINES` lines."""
    count = LINES // piece.count("\n")
    return "".join(piece.format(n=number) for number in range(count))


def edits(text, comment, luck):
    """Small edits all over the file, each taken back again: a word, a blank line, a statement deleted.

    Each brings a comment with a needle, so that nothing is answered by the cheap question alone.
    """
    lines = text.splitlines(keepends=True)
    statements = [
        number for number, line in enumerate(lines) if line.startswith("  ") and STATEMENT.search(line)
    ]
    for number in luck.choices(statements, k=EDITS // 2):
        line = lines[number]
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
    print(f"{'language':10} {'p50':>8} {'p99':>8} {'max':>8}   {'whole pair p50':>14}")
    for language, piece in PIECES.items():
        old = build(piece)
        session, analyser, path = Session(f"a.{language}", old), Analyser(), f"a.{language}"
        session.findings(old + old[: len(old) // 100])
        session.findings(old)
        asked = list(edits(old, COMMENTS[language], random.Random(7)))
        measure(session.edit, asked[:40])  # expressions are compiled when first needed
        took = measure(session.edit, asked)[EDITS // 2 :]  # the other half are the ways back to the old text
        whole = measure(
            analyser, [(path, old, old + f"{COMMENTS[language]} verify {number}\n") for number in range(5)]
        )
        p50, p99 = statistics.median(took), took[int(len(took) * 0.99)]
        print(f"{language:10} {p50:8.2f} {p99:8.2f} {took[-1]:8.2f}   {statistics.median(whole):14.1f}")


if __name__ == "__main__":
    main()
