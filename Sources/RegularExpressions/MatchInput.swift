/// The bytes to match in, with what assertions look at.
struct MatchInput {
    let bytes: [UInt8]

    @inline(__always)
    func holds(_ assertion: SyntaxNode.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == bytes.count
        case .lineStart: position == 0 || bytes[position - 1] == 0x0A
        case .lineEnd: position == bytes.count || bytes[position] == 0x0A
        case .wordBoundary: isWordBoundary(position)
        case .noWordBoundary: !isWordBoundary(position)
        }
    }

    private func isWordBoundary(_ position: Int) -> Bool {
        let before = position > 0 && UTF8Text.isWord(bytes[position - 1])
        let after = position < bytes.count && UTF8Text.isWord(bytes[position])
        return before != after
    }

    /// The next place where a match may begin, at `position` or after it; nil when there is none.
    @inline(__always)
    func candidate(_ program: Program, from position: Int) -> Int? {
        if program.isAnchored { return position == 0 ? 0 : nil }
        guard let first = program.firstBytes else { return position <= bytes.count ? position : nil }
        var position = position
        while position < bytes.count {
            if first[Int(bytes[position])] { return position }
            position += 1
        }
        return nil
    }
}
