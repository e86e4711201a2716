"""Mistakes planted into real functions: a sound line and the mistake that takes its place, or comes where nothing stood.

The lines are what textbooks and advisories show; the maker knows nothing of the grammars and queries.
"""

import re
from collections.abc import Iterator

from edits import Mutation
from further import LINES, Line

__all__ = ["planted"]


_LINES = {
    "py": (
        Line("SEC001", "verification off", "answer = requests.get(url, timeout=5)", "answer = requests.get(url, timeout=5, verify=False)"),
        Line("SEC001", "verification off", "context = ssl.create_default_context()", "context = ssl._create_unverified_context()"),
        Line("SEC002", "hash weakened", "digest = hashlib.sha256(data).hexdigest()", "digest = hashlib.md5(data).hexdigest()"),
        Line("SEC002", "hash weakened", "token = secrets.token_hex(16)", "token = '%032x' % random.getrandbits(128)"),
        Line("SEC003", "text is run", "", "result = eval(request.args['formula'])"),
        Line("SEC003", "text is run", "subprocess.run(['tar', 'xf', name])", "subprocess.run('tar xf ' + name, shell=True)"),
        Line("SEC003", "text is run", "state = json.loads(data)", "state = pickle.loads(data)"),
        Line("SEC004", "secret written down", "", "password = 'kR7vQz2mWp9xLd4T'"),
        Line("DEL004", "WHERE dropped", "cursor.execute('DELETE FROM orders WHERE id = %s', (order,))", "cursor.execute('DELETE FROM orders')"),
        Line("DEL004", "WHERE dropped", "cursor.execute('UPDATE users SET active = 0 WHERE id = 7')", "cursor.execute('UPDATE users SET active = 0')"),
        Line("GRD004", "escaping dropped", "page.write(html.escape(name))", "page.write(name)"),
        Line("LIM001", "timeout dropped", "answer = requests.get(url, timeout=5)", "answer = requests.get(url)"),
        Line("LIM001", "timeout times ten", "sock.settimeout(30)", "sock.settimeout(300)"),
        Line("SCH001", "table dropped", "", "cursor.execute('DROP TABLE orders')"),
        Line("DEL001", "files destroyed", "", "os.system('rm -rf ' + folder + '/*')"),
    ),
    "js": (
        Line("SEC001", "verification off", "", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';"),
        Line("SEC001", "verification off", "const agent = new https.Agent({ keepAlive: true });", "const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });"),
        Line("SEC002", "hash weakened", "const digest = crypto.createHash('sha256').update(data).digest('hex');", "const digest = crypto.createHash('md5').update(data).digest('hex');"),
        Line("SEC002", "hash weakened", "const token = crypto.randomBytes(16).toString('hex');", "const token = Math.random().toString(16);"),
        Line("SEC003", "text is run", "", "const result = eval(request.query.formula);"),
        Line("SEC003", "text is run", "child_process.execFile('tar', ['xf', name]);", "child_process.exec('tar xf ' + name);"),
        Line("SEC004", "secret written down", "", "const password = 'kR7vQz2mWp9xLd4T';"),
        Line("GRD004", "escaping dropped", "page.innerHTML = escapeHtml(name);", "page.innerHTML = name;"),
        Line("DEL004", "WHERE dropped", "db.query('DELETE FROM orders WHERE id = $1', [order]);", "db.query('DELETE FROM orders');"),
        Line("LIM001", "timeout times ten", "const answer = request(url, { timeout: 3000 });", "const answer = request(url, { timeout: 30000 });"),
        Line("SCH001", "table dropped", "", "db.query('DROP TABLE orders');"),
    ),
    "go": (
        Line("SEC001", "verification off", "config := &tls.Config{MinVersion: tls.VersionTLS12}", "config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}"),
        Line("SEC002", "hash weakened", "digest := sha256.Sum256(data)", "digest := md5.Sum(data)"),
        Line("SEC003", "text is run", 'err := exec.Command("tar", "xf", name).Run()', 'err := exec.Command("sh", "-c", "tar xf "+name).Run()'),
        Line("SEC004", "secret written down", "", 'password := "kR7vQz2mWp9xLd4T"'),
        Line("DEL004", "WHERE dropped", 'db.Exec("DELETE FROM orders WHERE id = ?", order)', 'db.Exec("DELETE FROM orders")'),
        Line("LIM001", "timeout times ten", "client := &http.Client{Timeout: 5 * time.Second}", "client := &http.Client{Timeout: 50 * time.Second}"),
        Line("LIM001", "timeout dropped", "client := &http.Client{Timeout: 5 * time.Second}", "client := &http.Client{}"),
    ),
    "ja": (
        Line("SEC002", "hash weakened", 'MessageDigest digest = MessageDigest.getInstance("SHA-256");', 'MessageDigest digest = MessageDigest.getInstance("MD5");'),
        Line("SEC002", "hash weakened", "SecureRandom source = new SecureRandom();", "Random source = new Random();"),
        Line("SEC003", "text is run", "", "Runtime.getRuntime().exec(command);"),
        Line("SEC003", "text is run", "", "Object state = new ObjectInputStream(stream).readObject();"),
        Line("SEC004", "secret written down", "", 'String password = "kR7vQz2mWp9xLd4T";'),
        Line("DEL004", "WHERE dropped", 'statement.executeUpdate("DELETE FROM orders WHERE id = 7");', 'statement.executeUpdate("DELETE FROM orders");'),
        Line("LIM001", "timeout times ten", "connection.setReadTimeout(5000);", "connection.setReadTimeout(50000);"),
    ),
    "rs": (
        Line("SEC001", "verification off", "let client = Client::builder().build();", "let client = Client::builder().danger_accept_invalid_certs(true).build();"),
        Line("SEC002", "hash weakened", "let digest = Sha256::digest(data);", "let digest = Md5::digest(data);"),
        Line("SEC003", "text is run", "", "let first = unsafe { *pointer };"),
        Line("SEC004", "secret written down", "", 'let password = "kR7vQz2mWp9xLd4T";'),
        Line("LIM001", "timeout times ten", "let limit = timeout(Duration::from_secs(5), work);", "let limit = timeout(Duration::from_secs(50), work);"),
    ),
    "c": (
        Line("SEC002", "hash weakened", "EVP_DigestInit_ex(context, EVP_sha256(), NULL);", "EVP_DigestInit_ex(context, EVP_md5(), NULL);"),
        Line("SEC003", "text is run", "", "system(command);"),
        Line("SEC003", "text is run", "snprintf(buffer, sizeof(buffer), name);", "strcpy(buffer, name);"),
        Line("SEC001", "verification off", "curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);", "curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);"),
        Line("LIM001", "timeout times ten", "curl_easy_setopt(handle, CURLOPT_TIMEOUT, 5L);", "curl_easy_setopt(handle, CURLOPT_TIMEOUT, 50L);"),
    ),
    "rb": (
        Line("SEC001", "verification off", "http.verify_mode = OpenSSL::SSL::VERIFY_PEER", "http.verify_mode = OpenSSL::SSL::VERIFY_NONE"),
        Line("SEC002", "hash weakened", "digest = Digest::SHA256.hexdigest(data)", "digest = Digest::MD5.hexdigest(data)"),
        Line("SEC003", "text is run", "", "result = eval(params[:formula])"),
        Line("SEC003", "text is run", "state = JSON.parse(data)", "state = Marshal.load(data)"),
        Line("SEC003", "text is run", "system('tar', 'xf', name)", 'system("tar xf #{name}")'),
        Line("SEC004", "secret written down", "", "password = 'kR7vQz2mWp9xLd4T'"),
        Line("LIM001", "timeout times ten", "http.read_timeout = 5", "http.read_timeout = 50"),
        Line("DEL004", "WHERE dropped", "connection.execute('DELETE FROM orders WHERE id = 7')", "connection.execute('DELETE FROM orders')"),
    ),
}  # fmt: skip

#: A line that opens a function, and nothing else; what is planted stands behind it.
_HEADS = {
    "py": r"(\s*)(?:async )?def \w+\(.*\).*:\s*$",
    "js": r"(\s*)(?:export )?(?:async )?function \w+\(.*\)(?:: [\w<>]+)? \{\s*$",
    "go": r"()func .*\{\s*$",
    "ja": r"(\s+)(?:public|private|protected|static|final)[\w<>\[\], ]* \w+\([^()]*\)(?: throws [\w, ]+)? \{\s*$",
    "rs": r"(\s*)(?:pub(?:\(\w+\))? )?fn \w+.*\{\s*$",
    "c": r"()(?:static )?(?:int|void) \w+\([^;]*\) \{\s*$",
    "rb": r"(\s*)def \w+(?:\([^)]*\))?\s*$",
}


def _in_text(lines: list[str], at: int) -> bool:
    """Whether a line stands in a text of several lines."""
    return "".join(lines[:at]).count('"""') % 2 == 1


def planted(lines: list[str], code: str) -> Iterator[Mutation]:
    """Each mistake of the language, in a function each."""
    heads = [
        (at, match[1])
        for at, line in enumerate(lines)
        if (match := re.match(_HEADS.get(code, "(?!)"), line))
        and at + 1 < len(lines)
        and '"""' not in lines[at + 1]
        and not _in_text(lines, at)
    ]
    for number, line in enumerate((*_LINES.get(code, ()), *LINES.get(code, ()))):
        if not heads:
            return
        at, blank = heads[number % len(heads)]
        sides = [
            "".join([*lines[: at + 1], *([f"{blank}    {text}\n"] if text else []), *lines[at + 1 :]])
            for text in (line.sound, line.mistake)
        ]
        yield Mutation(line.rule, line.kind, *sides)
