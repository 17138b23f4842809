/// Character classes of YAML over UTF-8 text, as libyaml draws them.
extension UnsafeBufferPointer<UInt8> {
    enum TrailingBreaks {
        case none
        case one
        case several
    }

    func width(at index: Int) -> Int {
        switch self[index] {
        case ..<0x80: 1
        case ..<0xE0: 2
        case ..<0xF0: 3
        default: 4
        }
    }

    private func byte(_ index: Int) -> UInt8 { index < count ? self[index] : 0 }

    func scalar(at index: Int) -> UInt32 {
        let (first, second, third, fourth) = (
            UInt32(self[index]), UInt32(byte(index + 1) & 0x3F), UInt32(byte(index + 2) & 0x3F),
            UInt32(byte(index + 3) & 0x3F)
        )
        return switch width(at: index) {
        case 1: first
        case 2: (first & 0x1F) << 6 | second
        case 3: (first & 0x0F) << 12 | second << 6 | third
        default: (first & 0x07) << 18 | second << 12 | third << 6 | fourth
        }
    }

    func isSpace(at index: Int) -> Bool { byte(index) == 0x20 }

    /// CR, LF, NEL, LS, PS.
    func isBreak(at index: Int) -> Bool {
        switch byte(index) {
        case 0x0A, 0x0D: true
        case 0xC2: byte(index + 1) == 0x85
        case 0xE2: byte(index + 1) == 0x80 && byte(index + 2) & 0xFE == 0xA8
        default: false
        }
    }

    var hasByteOrderMark: Bool { count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF }

    /// What is written as it is; libyaml leaves out tabs and everything beyond the basic plane.
    func isPrintable(at index: Int) -> Bool {
        switch self[index] {
        case 0x0A, 0x20...0x7E: true
        case 0xC2: byte(index + 1) >= 0xA0
        case 0xED: byte(index + 1) < 0xA0
        case 0xC3...0xEE: true
        case 0xEF:
            !(byte(index + 1) == 0xBB && byte(index + 2) == 0xBF)
                && !(byte(index + 1) == 0xBF && byte(index + 2) >= 0xBE)
        default: false
        }
    }

    func needsEscape(at index: Int) -> Bool {
        !isPrintable(at: index) || isBreak(at: index) || self[index] == UInt8(ascii: "\"")
            || self[index] == UInt8(ascii: "\\")
    }

    /// Whether the character means something else than itself in a plain scalar.
    func isIndicator(at index: Int, isFirst: Bool, followsWhitespace: Bool) -> Bool {
        let next = index + width(at: index)
        let isLastOfWord = next >= count || byte(next) == 0x20 || byte(next) == 0x09
        switch self[index] {
        case UInt8(ascii: "#"): return isFirst || followsWhitespace
        case UInt8(ascii: ":"): return isLastOfWord
        case UInt8(ascii: "?"), UInt8(ascii: "-"): return isFirst && isLastOfWord
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"),
            UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            return isFirst
        default: return false
        }
    }

    var trailingBreaks: TrailingBreaks {
        guard let last = lastCharacter(before: count), isBreak(at: last) else { return .none }
        guard let previous = lastCharacter(before: last) else { return .several }
        return isBreak(at: previous) ? .several : .one
    }

    private func lastCharacter(before end: Int) -> Int? {
        var index = end - 1
        while index > 0, self[index] & 0xC0 == 0x80 { index -= 1 }
        return index >= 0 ? index : nil
    }
}
