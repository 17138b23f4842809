/// `.helmignore`, after Helm's `pkg/ignore`: in order, first match decides; a negated rule ignores what it does *not*
/// match, which is Helm's meaning and not git's.
struct IgnoreRules {
    private struct Rule {
        var pattern: PathPattern
        var isNegated: Bool
        var isForDirectories: Bool
        /// Against the whole path; otherwise against its last part.
        var matchesPath: Bool
    }

    private var rules: [Rule] = []

    init() {}

    init(_ bytes: [UInt8], path: String) throws(ChartError) {
        let lines = ChartArchive.withoutMark(bytes).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            do {
                try add(String(decoding: line, as: UTF8.self))
            } catch {
                throw ChartError(
                    code: .badFile, message: "\(path):\(index + 1): \(error.message)", path: path, underlying: error)
            }
        }
    }

    /// Dotfiles in `templates/` never count.
    mutating func addDefaults() {
        // The pattern is a constant and well-formed.
        do { try add("templates/.?*") } catch { preconditionFailure("\(error)") }
    }

    private mutating func add(_ line: String) throws(ChartError) {
        var text = line.trimmingSpace()
        if text.isEmpty || text.hasPrefix("#") { return }
        if text.contains("**") {
            throw ChartError(code: .badFile, message: "double-star (**) syntax is not supported")
        }
        _ = try PathPattern(text)
        let isNegated = text.hasPrefix("!")
        if isNegated { text.removeFirst() }
        let isForDirectories = text.hasSuffix("/")
        if isForDirectories { text.removeLast() }
        let isRooted = text.hasPrefix("/")
        if isRooted { text.removeFirst() }
        rules.append(
            Rule(
                pattern: try PathPattern(text), isNegated: isNegated, isForDirectories: isForDirectories,
                matchesPath: isRooted || text.contains("/")))
    }

    func ignores(_ path: String, isDirectory: Bool) -> Bool {
        if path.isEmpty || path == "." || path == "./" { return false }
        let whole = Array(path.unicodeScalars)
        let base = Array(PathText.base(path).unicodeScalars)
        for rule in rules {
            let matches = rule.pattern.matches(rule.matchesPath ? whole : base)
            if rule.isNegated {
                if rule.isForDirectories && !isDirectory { return true }
                if !matches { return true }
            } else if !rule.isForDirectories || isDirectory, matches {
                return true
            }
        }
        return false
    }
}

extension String {
    /// Without Unicode's white space at both ends, as Go's `strings.TrimSpace`.
    func trimmingSpace() -> String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Without Unicode's white space at the start.
    func trimmingLeadingSpace() -> String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[first...])
    }
}
