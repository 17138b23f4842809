extension PatternParser {
    /// `\d`, `\pL` and the like, or nil when the escape is a character.
    mutating func classEscape() throws(RegularExpressionError) -> CharacterClass.Member? {
        guard next == UInt8(ascii: "\\"), position + 1 < bytes.count else { return nil }
        let letter = Character(Unicode.Scalar(bytes[position + 1]))
        if let ranges = UnicodeClasses.perl[Character(letter.lowercased())] {
            position += 2
            return .ascii(ranges, isNegated: letter.isUppercase)
        }
        guard letter == "p" || letter == "P" else { return nil }
        let start = position
        position += 2
        var name: String
        if skip("{") {
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
                throw failure(.invalidCharacterRange, from: start)
            }
            name = String(decoding: bytes[position..<end], as: UTF8.self)
            position = end + 1
        } else {
            guard position < bytes.count else { throw failure(.invalidCharacterRange, from: start) }
            let from = position
            _ = takeScalar()
            name = String(decoding: bytes[from..<position], as: UTF8.self)
        }
        var isNegated = letter == "P"
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated.toggle()
        }
        guard let member = UnicodeClasses.named(name, isNegated: isNegated) else {
            throw failure(.invalidCharacterRange, from: start, to: position)
        }
        return member
    }

    /// `\n`, `\x41`, `\101`, `\.`: the character that an escape stands for.
    mutating func characterEscape(from start: Int) throws(RegularExpressionError) -> UInt32 {
        position += 1
        guard position < bytes.count else { throw failure(.trailingBackslash, from: bytes.count) }
        let scalar = takeScalar()
        func invalid() -> RegularExpressionError { failure(.invalidEscape, from: start, to: position) }
        switch Unicode.Scalar(scalar) {
        case "1", "2", "3", "4", "5", "6", "7":
            // A single digit would refer back to a group, which is not supported; two are octal.
            guard let next, (0x30...0x37).contains(next) else { throw invalid() }
            return octal(first: scalar - 0x30)
        case "0": return octal(first: 0)
        case "x": return try hexadecimal(from: start)
        case "a": return 7
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "v": return 11
        default:
            guard scalar < 0x80, !UTF8Text.isWord(UInt8(scalar)) || scalar == 0x5F else { throw invalid() }
            return scalar
        }
    }

    private mutating func octal(first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard let next, (0x30...0x37).contains(next) else { break }
            value = value * 8 + UInt32(next - 0x30)
            position += 1
        }
        return value
    }

    private mutating func hexadecimal(from start: Int) throws(RegularExpressionError) -> UInt32 {
        let isBraced = skip("{")
        var digits = ""
        while let next, Character(Unicode.Scalar(next)).isHexDigit, isBraced || digits.count < 2 {
            digits.append(Character(Unicode.Scalar(next)))
            position += 1
            // The digit that makes it too large is the last one that counts.
            if let value = UInt32(digits, radix: 16), value > 0x10FFFF {
                throw failure(.invalidEscape, from: start, to: position)
            }
        }
        guard isBraced ? !digits.isEmpty && skip("}") : digits.count == 2, let value = UInt32(digits, radix: 16),
            value <= 0x10FFFF
        else { throw failure(.invalidEscape, from: start, to: min(position + 1, bytes.count)) }
        return value
    }

    /// `[a-z[:digit:]\pL]`.
    mutating func bracket() throws(RegularExpressionError) -> CharacterClass {
        let start = position
        position += 1
        let isNegated = skip("^")
        var members: [CharacterClass.Member] = []
        var isFirst = true
        while isFirst || next != UInt8(ascii: "]") {
            guard position < bytes.count else { throw failure(.missingBracket, from: start) }
            // In Perl's syntax, which Go's regexp takes, a hyphen between members stands for itself.
            isFirst = false
            if looking(at: "[:"), let member = try posixClass() {
                members.append(member)
            } else if let member = try classEscape() {
                members.append(member)
            } else {
                members.append(.range(try range(from: start)))
            }
        }
        position += 1
        return CharacterClass(members, isNegated: isNegated, foldsCase: flags.foldsCase)
    }

    private mutating func posixClass() throws(RegularExpressionError) -> CharacterClass.Member? {
        let start = position
        guard let end = bytes.indices.dropFirst(position + 2).first(where: { bytes[$0...].starts(with: ":]".utf8) })
        else {
            return nil
        }
        var name = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard let ranges = UnicodeClasses.posix[name] else {
            throw failure(.invalidCharacterRange, from: start, to: end + 2)
        }
        position = end + 2
        return .ascii(ranges, isNegated: isNegated)
    }

    private mutating func range(from bracketStart: Int) throws(RegularExpressionError) -> ClosedRange<UInt32> {
        let start = position
        let low = try classCharacter(bracketStart)
        guard next == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") else {
            return low...low
        }
        position += 1
        let high = try classCharacter(bracketStart)
        guard low <= high else { throw failure(.invalidCharacterRange, from: start, to: position) }
        return low...high
    }

    private mutating func classCharacter(_ bracketStart: Int) throws(RegularExpressionError) -> UInt32 {
        guard position < bytes.count else { throw failure(.missingBracket, from: bracketStart) }
        return next == UInt8(ascii: "\\") ? try characterEscape(from: position) : takeScalar()
    }
}
