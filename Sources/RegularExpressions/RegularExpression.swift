/// A regular expression of RE2's syntax with Go's matching: leftmost, and of those the first alternative's.
///
/// Matching never takes more than time in proportion to the pattern's size times the text's. Offsets are UTF-8 bytes.
public struct RegularExpression: Sendable {
    public let pattern: String
    /// The names of the groups by number; the first, the whole match, has none.
    public let groupNames: [String?]
    let program: Program

    public init(_ pattern: String) throws(RegularExpressionError) {
        var parser = PatternParser(pattern)
        let root = try parser.parse()
        self.pattern = pattern
        groupNames = parser.groupNames
        program = try Program(root, groupCount: groupNames.count, pattern: pattern)
    }

    /// Instructions of the compiled pattern: what a cost estimate multiplies the text's size with.
    public var programSize: Int { program.instructions.count }

    /// One match and its groups.
    public struct Match: Sendable {
        let bytes: [UInt8]
        let slots: [Int]
        let names: [String?]

        /// Of the whole match.
        public var range: Range<Int> { slots[0]..<slots[1] }
        /// The matched part, which need not be UTF-8.
        public var matched: ArraySlice<UInt8> { bytes[range] }
        public var text: String { String(decoding: bytes[range], as: UTF8.self) }
        /// With the whole match.
        public var groupCount: Int { slots.count / 2 }

        /// The range of a group, nil when it took no part in the match or does not exist.
        public func range(_ group: Int) -> Range<Int>? {
            guard group >= 0, group < groupCount, slots[2 * group] >= 0, slots[2 * group + 1] >= 0 else { return nil }
            return slots[2 * group]..<slots[2 * group + 1]
        }

        public subscript(group: Int) -> String? { range(group).map { String(decoding: bytes[$0], as: UTF8.self) } }

        public subscript(name: String) -> String? { names.firstIndex(of: name).flatMap { self[$0] } }
    }

    // MARK: - Matching

    /// Whether the pattern matches anywhere in the text.
    public func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    public func matches(_ bytes: [UInt8]) -> Bool {
        search(MatchInput(bytes: bytes), from: 0, needsGroups: false) != nil
    }

    public func firstMatch(in text: String) -> Match? { firstMatch(in: Array(text.utf8)) }

    public func firstMatch(in bytes: [UInt8]) -> Match? {
        search(MatchInput(bytes: bytes), from: 0, needsGroups: true).map(Match.make(bytes, groupNames))
    }

    /// Successive matches that do not overlap, at most `limit` when that is not negative. An empty match directly
    /// after another match is left out: Go's FindAll.
    public func matches(in text: String, limit: Int = -1) -> [Match] { matches(in: Array(text.utf8), limit: limit) }

    public func matches(in bytes: [UInt8], limit: Int = -1) -> [Match] {
        var search = search(in: bytes)
        var found: [Match] = []
        while limit < 0 || found.count < limit, let match = search.next() { found.append(match) }
        return found
    }

    /// The slots of the match; whether there is one is all that the answer says when the groups are not needed.
    func search(_ input: MatchInput, from position: Int, needsGroups: Bool) -> [Int]? {
        var steps = 0
        return search(input, from: position, needsGroups: needsGroups, steps: &steps)
    }

    func search(_ input: MatchInput, from position: Int, needsGroups: Bool, steps: inout Int) -> [Int]? {
        if Backtracker.fits(program, input.bytes.count) {
            var machine = Backtracker(program, input)
            defer { steps += machine.steps }
            return machine.match(from: position)
        }
        var machine = ThreadMachine(program, input, slotCount: needsGroups ? program.slotCount : 0)
        defer { steps += machine.steps }
        return machine.match(from: position)
    }
}

extension RegularExpression.Match {
    static func make(_ bytes: [UInt8], _ names: [String?]) -> ([Int]) -> Self {
        { Self(bytes: bytes, slots: $0, names: names) }
    }
}
