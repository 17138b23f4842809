/// A file name pattern after Go's `filepath.Match`: `*` and `?` match no `/`; `[a-z]`, `[^a-z]` and `\\` as there.
struct PathPattern: Sendable {
    private enum Piece: Sendable {
        case scalar(Unicode.Scalar)
        case any
        case many
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let pieces: [Piece]

    init(_ pattern: String) throws(ChartError) {
        var pieces: [Piece] = []
        var scalars = Array(pattern.unicodeScalars)[...]
        func bad() -> ChartError {
            ChartError(code: .badFile, message: "syntax error in pattern \(pattern.debugDescription)")
        }
        func next(inSet: Bool) throws(ChartError) -> Unicode.Scalar {
            guard var scalar = scalars.popFirst() else { throw bad() }
            if inSet && (scalar == "-" || scalar == "]") { throw bad() }
            if scalar == "\\" {
                guard let escaped = scalars.popFirst() else { throw bad() }
                scalar = escaped
            }
            return scalar
        }
        while let scalar = scalars.first {
            switch scalar {
            case "*":
                scalars.removeFirst()
                pieces.append(.many)
            case "?":
                scalars.removeFirst()
                pieces.append(.any)
            case "[":
                scalars.removeFirst()
                let isNegated = scalars.first == "^"
                if isNegated { scalars.removeFirst() }
                var ranges: [ClosedRange<Unicode.Scalar>] = []
                while ranges.isEmpty || scalars.first != "]" {
                    let low = try next(inSet: true)
                    var high = low
                    if scalars.first == "-" {
                        scalars.removeFirst()
                        high = try next(inSet: true)
                    }
                    // Go takes an upside-down range and matches nothing with it.
                    if low <= high { ranges.append(low...high) } else { ranges.append("/"..."/") }
                    if scalars.isEmpty { throw bad() }
                }
                scalars.removeFirst()
                pieces.append(.set(ranges, isNegated: isNegated))
            default: pieces.append(.scalar(try next(inSet: false)))
            }
        }
        self.pieces = pieces
    }

    /// Whether the pattern fits all of `text`. Takes time in proportion to both lengths.
    func matches(_ text: String) -> Bool { matches(Array(text.unicodeScalars)) }

    func matches(_ scalars: [Unicode.Scalar]) -> Bool {
        var piece = 0
        var index = 0
        // Where to go on after the last `*` took one more.
        var retry: (piece: Int, index: Int)?
        while true {
            if piece < pieces.count, case .many = pieces[piece] {
                retry = (piece + 1, index)
                piece += 1
                continue
            }
            if index < scalars.count, piece < pieces.count, fits(pieces[piece], scalars[index]) {
                piece += 1
                index += 1
                continue
            }
            if index == scalars.count, piece == pieces.count { return true }
            guard let last = retry, last.index < scalars.count, scalars[last.index] != "/" else { return false }
            retry = (last.piece, last.index + 1)
            piece = last.piece
            index = last.index + 1
        }
    }

    private func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .scalar(let wanted): scalar == wanted
        case .any: scalar != "/"
        case .many: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
