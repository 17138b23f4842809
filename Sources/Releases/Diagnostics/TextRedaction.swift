import RegularExpressions

/// Takes what looks like a secret out of texts: logs, arguments, messages; pure.
enum TextRedaction {
    /// Line by line, so that one long text costs what its lines cost.
    static func redacted(_ text: String) -> String {
        guard isSuspicious(text) else { return text }
        var isKey = false
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in self.line(line, &isKey) }
            .joined(separator: "\n")
    }

    /// - Parameter isKey: within a private key, which takes several lines.
    private static func line(_ line: Substring, _ isKey: inout Bool) -> String {
        if isKey || (line.contains("-----BEGIN") && line.contains("PRIVATE KEY")) {
            isKey = !line.contains("-----END")
            return Redaction.mask
        }
        guard isSuspicious(line) else { return String(line) }
        guard line.utf8.count <= DiagnosticsLimits.line else {
            return "(a line of \(line.utf8.count) bytes is left out)"
        }
        return rules.reduce(String(line)) { text, rule in rule.expression.replacingAll(in: text, with: rule.template) }
    }

    /// Whether a rule could find something; most lines hold nothing, and this is cheap.
    private static func isSuspicious(_ text: some StringProtocol) -> Bool {
        let text = text.lowercased()
        return needles.contains { text.contains($0) }
    }

    private static let needles = [
        "token", "passw", "secret", "key", "credential", "bearer", "authorization", "hf_", "eyj", "://", "akia", "asia",
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "nvapi-", "sk-", "xox",
    ]

    private struct Rule {
        let expression: RegularExpression
        let template: String

        /// The patterns are literals below, and a test tries each.
        init(_ pattern: String, _ template: String) {
            do {
                expression = try RegularExpression(pattern)
            } catch {
                preconditionFailure("the pattern \(pattern) is wrong: \(error)")
            }
            self.template = template
        }
    }

    private static let rules = [
        // Headers, with any scheme.
        Rule(#"(?i)(authorization["']?\s*[:=]\s*["']?)(?:[a-z]+\s+)?[^\s"',}]+"#, "${1}(masked)"),
        Rule(#"(?i)(bearer\s+)[a-z0-9._~+/=-]{8,}"#, "${1}(masked)"),
        // name=value, name: value, "name": "value".
        Rule(
            #"(?i)([a-z0-9_.-]*(?:token|password|passwd|secret|api[-_]?key|access[-_]?key|private[-_]?key|credential)"#
                + #"[a-z0-9_.-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s"',;&})]+)"#, "${1}(masked)"),
        Rule(#"\b([A-Z0-9_]*KEY[A-Z0-9_]*=)("[^"]*"|'[^']*'|\S+)"#, "${1}(masked)"),
        // --name value.
        Rule(
            #"(?i)(--?[a-z0-9-]*(?:token|password|passwd|secret|api-?key|access-?key)[a-z0-9-]*\s+)([^\s-]\S*)"#,
            "${1}(masked)"),
        Rule(#"(://)[^/\s:@]*:[^/\s@]+@"#, "${1}(masked)@"),
        // Tokens that show what they are.
        Rule(#"\b(hf_)[A-Za-z0-9]{8,}"#, "${1}(masked)"),
        Rule(#"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+"#, "(masked)"),
        Rule(
            #"\b(gh[pousr]_|github_pat_|glpat-|nvapi-|sk-|xox[abprs]-|AKIA|ASIA)[A-Za-z0-9_-]{10,}"#,
            "${1}(masked)"),
    ]
}
