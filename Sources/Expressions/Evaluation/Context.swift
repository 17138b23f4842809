import RegularExpressions

/// Regular expressions that are plain from the text, compiled once with it.
struct PatternCache: Sendable {
    var patterns: [ExactText: RegularExpression] = [:]
}

/// What an evaluation has used up, and what functions share during it.
struct Context {
    let limits: ExpressionLimits
    private(set) var cost = 0
    private var patterns: PatternCache
    private var zones: [String: TimeZoneRules] = [:]
    private let database: TimeZoneDatabase

    init(limits: ExpressionLimits, patterns: PatternCache, zones: TimeZoneDatabase = .system) {
        self.limits = limits
        self.patterns = patterns
        database = zones
    }

    mutating func charge(_ steps: Int = 1) throws(Fault) {
        let (sum, overflows) = cost.addingReportingOverflow(steps)
        cost = overflows ? Int.max : sum
        guard cost <= limits.cost else {
            throw Fault(.costExceeded, "the expression takes more than \(limits.cost) steps")
        }
    }

    mutating func charge(bytes: Int) throws(Fault) { try charge(bytes / 10) }

    /// For going through a text, which may be long where other values are not.
    mutating func charge(for datum: Datum) throws(Fault) {
        switch datum {
        case .string(let text): try charge(bytes: text.utf8.count)
        case .bytes(let bytes): try charge(bytes: bytes.count)
        default: break
        }
    }

    /// Refuses a result of `count` elements or bytes before it is made.
    func allow(result count: Int) throws(Fault) {
        guard count <= limits.resultSize else {
            throw Fault(.tooLarge, "a result has more than \(limits.resultSize) elements or bytes")
        }
    }

    /// Refuses to write out a value that takes more than a result may.
    mutating func allow(written value: Datum) throws(Fault) { try charge(try value.measureText(limits)) }

    // MARK: - What is kept during an evaluation

    mutating func pattern(_ text: String) throws(Fault) -> RegularExpression {
        if let known = patterns.patterns[ExactText(text: text)] { return known }
        // A few bytes may stand for a thousand instructions.
        try charge(100 + 10 * text.utf8.count)
        let pattern = try Self.compile(text, limits: limits)
        patterns.patterns[ExactText(text: text)] = pattern
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

    /// A zone of the machine's database, read once; one that is not there is looked for each time.
    mutating func zone(_ name: String) throws(Fault) -> TimeZoneRules {
        if let known = zones[name] { return known }
        try charge(500)
        let zone = try database.zone(name)
        zones[name] = zone
        return zone
    }
}
