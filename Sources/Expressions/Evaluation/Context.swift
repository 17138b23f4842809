import RegularExpressions

/// Regular expressions that are plain from the text, compiled once with it.
struct PatternCache: Sendable {
    var patterns: [String: RegularExpression] = [:]
}

/// What an evaluation has used up, and what functions share during it.
struct Context {
    let limits: ExpressionLimits
    private(set) var cost = 0
    private var patterns: PatternCache

    init(limits: ExpressionLimits, patterns: PatternCache) {
        self.limits = limits
        self.patterns = patterns
    }

    mutating func charge(_ steps: Int = 1) throws(Fault) {
        cost += steps
        guard cost <= limits.cost else {
            throw Fault(.costExceeded, "the expression takes more than \(limits.cost) steps")
        }
    }

    mutating func charge(bytes: Int) throws(Fault) { try charge(bytes / 10) }

    /// Refuses a result of `count` elements or bytes before it is made.
    func allow(result count: Int) throws(Fault) {
        guard count <= limits.resultSize else {
            throw Fault(.tooLarge, "a result has more than \(limits.resultSize) elements or bytes")
        }
    }

    /// Refuses to write out a value that takes more than a result may.
    func allow(written value: Datum) throws(Fault) {
        var rest = limits.resultSize
        try value.measure(&rest)
    }

    mutating func pattern(_ text: String) throws(Fault) -> RegularExpression {
        if let known = patterns.patterns[text] { return known }
        let pattern = try Self.compile(text, limits: limits)
        try charge(bytes: text.utf8.count * 10)
        patterns.patterns[text] = pattern
        return pattern
    }

    static func compile(_ text: String, limits: ExpressionLimits) throws(Fault) -> RegularExpression {
        guard text.utf8.count <= limits.patternSize else {
            throw Fault(.invalidArgument, "a regular expression is longer than \(limits.patternSize) bytes")
        }
        do {
            return try RegularExpression(text)
        } catch {
            throw Fault(.invalidArgument, error.message)
        }
    }
}
