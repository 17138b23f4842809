extension SecretPatterns {
    /// One way in which a secret is written.
    struct Pattern: Sendable {
        /// Lower case; without any of them it cannot match.
        let words: [String]
        /// In RE2's syntax.
        let text: String
        /// What stands for it, with groups as Go writes them.
        let template: String

        init(_ words: [String], _ text: String, _ template: String = "${1}(masked)") {
            self.words = words
            self.text = text
            self.template = template
        }
    }
}

extension SecretPatterns.Pattern {
    static let nameWords = ["token", "passw", "passphrase", "passcode", "pwd", "secret", "credential", "key"]

    static let all: [Self] = headers + named + flags + addresses + tokens

    // MARK: - Parts

    private static let keyName: String =
        "(?:api|access|account|private|client|encryption|signing|master|shared|license|ssh|ssl|tls|storage)[-_ ]?key"
    /// Part of the names of secrets.
    private static let name: String =
        "(?:token|passw(?:or)?d|passphrase|passcode|pwd|secret|credential|\(keyName))"
    /// Between a name and its value.
    private static let sign: String = #"\s*(?:=>|->|:=|==|[:=])\s*"#
    private static let quoted: String = #"(?:"(?:[^"\\]|\\.)*"|'[^']*')"#
    /// In quotes that are within quotes.
    private static let escaped: String = #"\\+"(?:[^"\\]|\\+[^"\\])*\\*"?"#
    /// Up to a space, without what closes something around it.
    private static let bare: String = #"(?:[^\s"']|'[a-z0-9])*[^\s"',;&)}\]]"#
    /// What a name has: masked already, in quotes, a list, a mapping, or a word.
    private static let value: String =
        #"(?:\(masked\)|"(?:[^"\\]|\\.)*"?|\#(escaped)|'[^']*'?|\[[^\[\]]*\]?|\{[^{}]*\}?|\#(bare))"#

    /// A name in YAML whose text stands on the lines below.
    static let block: String =
        #"(?i)^(\s*(?:-\s+)?)["']?[a-z0-9_.-]*\#(name)[a-z0-9_.-]*["']?\s*:\s*[|>][0-9+-]*\s*$"#

    // MARK: - Headers

    private static let parameter: String = #"[a-z]+=(?:"[^"]*"|[^\s"',}]+)"#
    private static let credentials: String =
        #"(?:[a-z0-9-]+\s+)?(?:\#(parameter)(?:\s*,\s*\#(parameter))*|[^\s"',}\\]+)"#

    private static let headers: [Self] = [
        Self(["authorization"], #"(?i)(authorization\\*["']?\s*[:=]\s*\\*["']?)\#(credentials)"#),
        Self(["bearer"], #"(?i)\b(bearer\s+)[a-z0-9._~+/=-]{8,}"#),
        Self(["basic"], #"(?i)\b(basic\s+)(?:[a-z0-9+/]{16,}={0,2}|[a-z0-9+/]{6,}={1,2})"#),
        Self(["cookie"], #"(?i)(\bcookie\\*["']?\s*[:=]\s*\\*["']?)[^\s"'][^"'\r]*"#),
    ]

    // MARK: - Names and values

    private static let named: [Self] = [
        Self(nameWords, #"(?i)([a-z0-9_.-]*\#(name)[a-z0-9_.-]*\\*["']?\#(sign))\#(value)"#),
        Self(
            ["pass", "_auth", "masterauth"],
            #"(?i)([a-z0-9_.-]*(?:[_.-]pass|_auth|requirepass|masterauth)\\*["']?\#(sign))\#(value)"#),
        Self(["pass="], #"(\bPASS=)\#(value)"#),
        Self(["auth"], #"(?i)(\bauth\\*["']\s*:\s*)\#(value)"#),
        Self(["key"], #"\b([A-Z0-9_]*KEY[A-Z0-9_]*=)\#(value)"#),
        // As databases are told.
        Self(
            ["passw", "passphrase", "identified"],
            #"(?i)\b((?:password|passwd|passphrase|identified\s+by)\s+)\#(quoted)"#),
        Self(["requirepass", "masterauth"], #"(?i)\b((?:requirepass|masterauth)\s+)[^\s=:]\S*"#),
        Self(["</"], #"(?i)(<[a-z0-9_:.-]*\#(name)[a-z0-9_.-]*(?:\s[^<>]*)?>)[^<]+"#),
    ]

    // MARK: - Command lines

    private static let flagName: String =
        "(?:token|passw(?:or)?d|passphrase|secret|credential|(?:api|access|private)-?key|requirepass)"

    private static let flags: [Self] = [
        // --name value.
        Self(
            nameWords + ["requirepass"],
            #"(?i)((?:^|[^a-z0-9_.-])--?[a-z0-9-]*\#(flagName)[a-z0-9-]*\s+)(?:\#(quoted)|[^\s-]\S*)"#),
        Self(
            ["-u", "--user", "--proxy-user"],
            #"((?:^|\s)(?:-u|-U|--user|--proxy-user)(?:\s+|=))["']?[^\s:"']+:[^\s"']+"#),
        Self(["login", "sshpass"], #"(?i)(\b(?:login|sshpass)\s(?:.*\s)?-p[ =]?)[^\s-]\S*"#),
    ]

    // MARK: - Addresses

    private static let addresses: [Self] = [
        // Up to the last @, which a password may hold, unless what stands behind the colon is a port.
        Self(["://"], #"(://)[^/\s:@"'<>]*:\d*[^\d/\s@"'<>][^\s"'<>]*@"#, "${1}(masked)@"),
        Self(["://"], #"(://)[^/\s@"'<>]+@"#, "${1}(masked)@"),
        Self(["@tcp(", "@udp(", "@unix("], #"[^\s:@/"'=(]+:[^\s"']+(@(?:tcp|udp|unix)\()"#, "(masked)${1}"),
        Self(
            ["signature=", "sig=", "key=", "code=", "auth="],
            #"(?i)([?&;](?:(?:x-amz-|x-goog-)?signature|sig|key|code|auth)=)[^&\s"';]+"#),
    ]

    // MARK: - Tokens that show what they are

    private static let prefixWords = [
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-",
        "glsoat-", "glagent-", "glimt-", "nvapi-", "sk-", "k_live_", "k_test_", "xox", "xapp-", "akia", "asia",
        "dckr_pat_", "dop_v1_",
    ]
    private static let prefix: String =
        #"gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-|nvapi-|sk-|[sr]k_(?:live|test)_|xox[a-z]-"#
        + "|xapp-|AKIA|ASIA|dckr_pat_|dop_v1_"

    private static let tokens: [Self] = [
        Self(["hf_", "api_org_"], #"\b(hf_|api_org_)[A-Za-z0-9_]{8,}"#),
        Self(["eyj"], #"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+"#, "(masked)"),
        Self(["eyj"], #"\beyJ[A-Za-z0-9+/_-]{24,}={0,2}"#, "(masked)"),
        Self(prefixWords, #"\b(\#(prefix))[A-Za-z0-9_-]{10,}"#),
        Self(
            ["aiza", "npm_", "pypi-", "r8_", "ya29.", "hvs.", "hvb.", "hvr.", "sg."],
            #"\b(AIza|npm_|pypi-|r8_|ya29\.|hv[sbr]\.|SG\.)[A-Za-z0-9_.-]{24,}"#),
        // The base64 of private keys' first lines; certificates are for everyone.
        Self(
            ["ls0tls1crudjtib"], #"\bLS0tLS1CRUdJTiB(?:SU0E|QUkl|FQyB|PUEV|FTkN|EU0E|QR1A)[A-Za-z0-9+/]*={0,2}"#,
            "(masked)"),
    ]
}
