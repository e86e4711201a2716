"""Further mistakes: what `planted.py` plants about locks, limits, browsers, flags, environments and signals.

An empty mistake is a line that goes. `awaits_dropped` takes the `await` from lines of real files.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from edits import Mutation, replaced

__all__ = ["LINES", "Line", "awaits_dropped"]


class Line(NamedTuple):
    """A sound line, empty for none, and the mistake."""

    rule: str
    kind: str
    sound: str
    mistake: str


LINES = {
    "py": (
        Line("CON001", "lock dropped", "self._lock.acquire()", ""),
        Line("CON001", "row lock dropped", "row = Row.objects.select_for_update().get(pk=key)", "row = Row.objects.get(pk=key)"),
        Line("CON002", "transaction dropped", "session.begin()", ""),
        Line("CON002", "autocommit on", "connection.autocommit = False", "connection.autocommit = True"),
        Line("CON003", "wait dropped", "worker_thread.join()", ""),
        Line("LIM002", "tries times ten", "session.mount('https://', HTTPAdapter(max_retries=3))", "session.mount('https://', HTTPAdapter(max_retries=30))"),
        Line("LIM004", "limit dropped", "rows = query.order_by(key).limit(100)", "rows = query.order_by(key)"),
        Line("LIM004", "pool times twenty", "pool = create_engine(url, pool_size=10)", "pool = create_engine(url, pool_size=200)"),
        Line("SEC005", "cookie in the clear", "answer.set_cookie('session', value, httponly=True, secure=True)", "answer.set_cookie('session', value, httponly=True, secure=False)"),
        Line("SEC005", "every origin", "CORS(app, origins=['https://shop.example.org'])", "CORS(app, origins=['*'])"),
        Line("PRM006", "everything granted", "cursor.execute('GRANT SELECT ON orders TO app')", "cursor.execute('GRANT ALL ON orders TO app')"),
        Line("CFG001", "flag flipped", "beta = flags.is_enabled('beta', default=False)", "beta = flags.is_enabled('beta', default=True)"),
        Line("CFG002", "other region", "client = boto3.client('s3', region_name='eu-west-1')", "client = boto3.client('s3', region_name='us-east-1')"),
        Line("OBS001", "metric dropped", "statsd.increment('orders.failed')", ""),
        Line("OBS001", "audit dropped", "audit_log.record(user, 'delete')", ""),
    ),
    "js": (
        Line("CON001", "lock dropped", "mutex.acquire();", ""),
        Line("CON002", "transaction dropped", "client.query('BEGIN');", ""),
        Line("CON003", "release dropped", "client.release();", ""),
        Line("LIM002", "tries without end", "axiosRetry(client, { retries: 3 });", "axiosRetry(client, { retries: Infinity });"),
        Line("LIM004", "body times hundred", "app.use(express.json({ limit: '1mb' }));", "app.use(express.json({ limit: '100mb' }));"),
        Line("LIM004", "limiter dropped", "app.use(rateLimit({ max: 100 }));", ""),
        Line("SEC005", "cookie for scripts", "res.cookie('session', value, { httpOnly: true, secure: true });", "res.cookie('session', value, { httpOnly: false, secure: true });"),
        Line("SEC005", "headers dropped", "app.use(helmet());", ""),
        Line("SEC005", "every origin", "app.use(cors({ origin: 'https://shop.example.org' }));", "app.use(cors({ origin: '*' }));"),
        Line("CFG001", "flag flipped", "const beta = client.boolVariation('beta', user, false);", "const beta = client.boolVariation('beta', user, true);"),
        Line("CFG002", "other service", "const baseUrl = 'https://api.staging.example.org';", "const baseUrl = 'https://api.prod.example.org';"),
        Line("CFG002", "other time", "cron.schedule('0 3 * * *', work);", "cron.schedule('* * * * *', work);"),
        Line("OBS001", "error not told", "Sentry.captureException(error);", ""),
        Line("EXC001", "handler widened", "run().catch(NotFoundError, () => null);", "run().catch(() => null);"),
    ),
    "go": (
        Line("SEC005", "cookie for scripts", 'http.SetCookie(w, &http.Cookie{Name: "a", HttpOnly: true})', 'http.SetCookie(w, &http.Cookie{Name: "a"})'),
        Line("SEC005", "every origin", 'options := cors.Options{AllowedOrigins: []string{"https://shop.example.org"}}', 'options := cors.Options{AllowedOrigins: []string{"*"}}'),
        Line("PRM004", "every address", 'http.ListenAndServe("127.0.0.1:8080", mux)', 'http.ListenAndServe("0.0.0.0:8080", mux)'),
        Line("CFG001", "flag flipped", 'beta := client.BoolVariation("beta", user, false)', 'beta := client.BoolVariation("beta", user, true)'),
        Line("CFG002", "debug on", "gin.SetMode(gin.ReleaseMode)", "gin.SetMode(gin.DebugMode)"),
        Line("OBS001", "metric dropped", "failuresCounter.Inc()", ""),
    ),
    "ja": (
        Line("SEC005", "forgery let in", "", "http.csrf().disable();"),
        Line("SEC005", "cookie for scripts", "cookie.setHttpOnly(true);", "cookie.setHttpOnly(false);"),
        Line("CFG001", "flag flipped", 'boolean beta = client.boolVariation("beta", user, false);', 'boolean beta = client.boolVariation("beta", user, true);'),
        Line("OBS001", "audit dropped", 'auditService.log("delete", id);', ""),
    ),
    "rs": (
        Line("CFG001", "flag flipped", 'let beta = flags.is_enabled("beta", false);', 'let beta = flags.is_enabled("beta", true);'),
        Line("CFG002", "other region", 'let region = Region::new("eu-west-1");', 'let region = Region::new("us-east-1");'),
        Line("OBS001", "metric dropped", 'metrics::counter!("orders").increment(1);', ""),
    ),
    "c": (
        Line("CFG002", "other host", 'const char *host = "localhost";', 'const char *host = "db.prod.example.org";'),
        Line("OBS001", "log dropped", 'syslog(LOG_ERR, "login failed for %s", name);', ""),
    ),
    "rb": (
        Line("SEC005", "cookie for scripts", "cookies[:session] = { value: token, httponly: true }", "cookies[:session] = { value: token, httponly: false }"),
        Line("PRM006", "everything granted", 'execute "GRANT SELECT ON orders TO app"', 'execute "GRANT ALL ON orders TO app"'),
        Line("CIG003", "coverage lowered", "SimpleCov.minimum_coverage 90", "SimpleCov.minimum_coverage 50"),
        Line("CFG001", "flag flipped", "beta = ENV.fetch('FEATURE_BETA', 'false')", "beta = ENV.fetch('FEATURE_BETA', 'true')"),
        Line("OBS001", "metric dropped", "StatsD.increment('orders')", ""),
    ),
}  # fmt: skip


def awaits_dropped(lines: list[str], code: str) -> Iterator[Mutation]:
    """A call that was awaited is only started."""
    if code not in {"py", "js"}:
        return
    awaited = re.compile(r"^(\s*(?:(?:const|let|var)?\s*[\w.]+ = )?)await (\w[\w.]*\([^()]*\);?\s*)$")
    for at, line in enumerate(lines):
        match = awaited.match(line)
        if match is not None and not re.search(r"(?:asyncio\.(?:sleep|wait)|Promise\.)", line):
            yield replaced("CON003", "await dropped", lines, at, match[1] + match[2])
