/// `.Files.Glob`'s patterns, after gobwas/glob with `/` as the separator: `*` and `?` stop at it, `**` does not,
/// `[abc]`, `[!a-z]`, `{one,two}` and `\`.
struct GlobPattern: Sendable {
    private indirect enum Piece: Sendable {
        case scalar(Unicode.Scalar)
        case single
        case star
        case doubleStar
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case choice([[Piece]])
    }

    /// What stands between braces at most; more is not a pattern but an attack.
    private static let maximumLength = 4096
    private static let maximumDepth = 16

    private let pieces: [Piece]

    static let everything = GlobPattern(pieces: [.doubleStar])

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// nil for what is not a pattern; Helm then takes `**`.
    init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= Self.maximumLength else { return nil }
        var rest = scalars[...]
        guard let pieces = Self.sequence(&rest, depth: 0), rest.isEmpty else { return nil }
        self.pieces = pieces
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return Self.ends(pieces[...], scalars, from: [0]).contains(scalars.count)
    }

    // MARK: - Parsing

    private static func sequence(_ rest: inout ArraySlice<Unicode.Scalar>, depth: Int) -> [Piece]? {
        guard depth < maximumDepth else { return nil }
        var pieces: [Piece] = []
        while let scalar = rest.first {
            if depth > 0, scalar == "," || scalar == "}" { break }
            rest.removeFirst()
            switch scalar {
            case "*":
                var count = 1
                while rest.first == "*" {
                    rest.removeFirst()
                    count += 1
                }
                pieces.append(count > 1 ? .doubleStar : .star)
            case "?": pieces.append(.single)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                pieces.append(.scalar(escaped))
            case "[":
                guard let set = set(&rest) else { return nil }
                pieces.append(set)
            case "{":
                var choices: [[Piece]] = []
                while true {
                    guard let choice = sequence(&rest, depth: depth + 1), let end = rest.popFirst() else { return nil }
                    choices.append(choice)
                    if end == "}" { break }
                }
                pieces.append(.choice(choices))
            default: pieces.append(.scalar(scalar))
            }
        }
        return pieces
    }

    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Piece? {
        let isNegated = rest.first == "!"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            if scalar == "]" { return ranges.isEmpty ? nil : .set(ranges, isNegated: isNegated) }
            var low = scalar
            if low == "\\" {
                guard let escaped = rest.popFirst() else { return nil }
                low = escaped
            }
            if rest.first == "-", rest.dropFirst().first != "]" {
                rest.removeFirst()
                guard let high = rest.popFirst(), low <= high else { return nil }
                ranges.append(low...high)
            } else {
                ranges.append(low...low)
            }
        }
        return nil
    }

    // MARK: - Matching

    /// All places where a match of `pieces` that starts at one of `starts` may end: no backtracking, so the time is
    /// bounded by the product of the lengths.
    private static func ends(
        _ pieces: ArraySlice<Piece>, _ text: [Unicode.Scalar], from starts: Set<Int>
    ) -> Set<Int> {
        var places = starts
        for piece in pieces {
            if places.isEmpty { return [] }
            var next: Set<Int> = []
            switch piece {
            case .star, .doubleStar:
                let crosses = if case .doubleStar = piece { true } else { false }
                var reached = -1
                for place in places.sorted() where place > reached {
                    var index = place
                    next.insert(index)
                    while index < text.count, crosses || text[index] != "/" {
                        index += 1
                        next.insert(index)
                    }
                    reached = index
                }
            case .choice(let choices):
                for choice in choices { next.formUnion(ends(choice[...], text, from: places)) }
            default:
                for place in places where place < text.count && fits(piece, text[place]) { next.insert(place + 1) }
            }
            places = next
        }
        return places
    }

    private static func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .scalar(let wanted): scalar == wanted
        case .single: scalar != "/"
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        case .star, .doubleStar, .choice: false
        }
    }
}
