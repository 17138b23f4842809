extension RegularExpression {
    /// The text with every match replaced; `$1`, `${1}`, `$name` and `${name}` stand for groups and `$$` for a dollar
    /// sign, as in Go's ReplaceAllString. A group that is not there is empty.
    public func replacingAll(in text: String, with template: String) -> String {
        String(decoding: replacingAll(in: Array(text.utf8), with: Array(template.utf8)), as: UTF8.self)
    }

    /// The same of bytes, which need not be UTF-8.
    ///
    /// - Parameter goesOn: asked before every match with the bytes there are; false ends the text there.
    public func replacingAll(
        in bytes: [UInt8], with template: [UInt8], while goesOn: (Int) -> Bool = { _ in true }
    ) -> [UInt8] {
        withoutActuallyEscaping(goesOn) { goesOn in
            replacingAll(in: bytes, goesOn) { match, size in expand(template, match) { goesOn(size + $0) } }
        }
    }

    /// The text with every match replaced by the replacement as it is.
    public func replacingAll(in text: String, withLiteral replacement: String) -> String {
        String(decoding: replacingAll(in: Array(text.utf8), withLiteral: Array(replacement.utf8)), as: UTF8.self)
    }

    /// The same of bytes, which need not be UTF-8.
    public func replacingAll(
        in bytes: [UInt8], withLiteral replacement: [UInt8], while goesOn: (Int) -> Bool = { _ in true }
    ) -> [UInt8] {
        replacingAll(in: bytes, goesOn) { _, _ in replacement }
    }

    /// The text cut at the matches, at most `limit` parts when that is not negative; none when it is zero: Go's Split.
    public func split(_ text: String, limit: Int = -1) -> [String] {
        split(Array(text.utf8), limit: limit)?.map { String(decoding: $0, as: UTF8.self) } ?? []
    }

    /// The same of bytes, which need not be UTF-8; nil for no parts at all.
    public func split(_ bytes: [UInt8], limit: Int) -> [ArraySlice<UInt8>]? {
        if limit == 0 { return nil }
        if !pattern.isEmpty, bytes.isEmpty { return [[]] }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var end = 0
        for match in matches(in: bytes, limit: limit) {
            if limit > 0, parts.count == limit - 1 { break }
            end = match.range.lowerBound
            if match.range.upperBound != 0 { parts.append(bytes[start..<end]) }
            start = match.range.upperBound
        }
        if end != bytes.count { parts.append(bytes[start...]) }
        return parts
    }

    /// The text with every character escaped that means something in a pattern: Go's QuoteMeta.
    public static func escaped(_ text: String) -> String {
        // By bytes: with a combining mark after it, a parenthesis is another `Character` but still a parenthesis.
        let special = Set(#"\.+*?()|[]{}^$"#.utf8)
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if special.contains(byte) { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private func replacingAll(
        in bytes: [UInt8], _ goesOn: (Int) -> Bool, _ replacement: (Match, _ size: Int) -> [UInt8]
    ) -> [UInt8] {
        let input = MatchInput(bytes: bytes)
        var result: [UInt8] = []
        var lastEnd = 0
        var position = 0
        while position <= bytes.count, goesOn(result.count),
            let slots = search(input, from: position, needsGroups: true)
        {
            result += bytes[lastEnd..<slots[0]]
            // No replacement for an empty match directly after another match.
            if slots[1] > lastEnd || slots[0] == 0 {
                result += replacement(Match(bytes: bytes, slots: slots, names: groupNames), result.count)
            }
            lastEnd = slots[1]
            let width = max(UTF8Text.scalar(in: bytes, at: position).width, 1)
            position = position + width > slots[1] ? position + width : slots[1]
        }
        return result + bytes[lastEnd...]
    }

    private func expand(_ template: [UInt8], _ match: Match, _ goesOn: (Int) -> Bool) -> [UInt8] {
        var result: [UInt8] = []
        var rest = template[...]
        while goesOn(result.count), let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            result += rest[..<dollar]
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
            } else if let (name, after) = Self.reference(rest) {
                rest = after
                if let range = range(of: name, match) { result += match.bytes[range] }
            } else {
                result.append(UInt8(ascii: "$"))
            }
        }
        return result + rest
    }

    /// The name after a dollar sign, as long as it can be, and what follows it.
    private static func reference(_ text: ArraySlice<UInt8>) -> (name: String, rest: ArraySlice<UInt8>)? {
        let isBraced = text.first == UInt8(ascii: "{")
        let body = isBraced ? text.dropFirst() : text
        let name = body.prefix(while: UTF8Text.isWord)
        var rest = body.dropFirst(name.count)
        if name.isEmpty { return nil }
        if isBraced {
            guard rest.first == UInt8(ascii: "}") else { return nil }
            rest = rest.dropFirst()
        }
        return (String(decoding: name, as: UTF8.self), rest)
    }

    private func range(of name: String, _ match: Match) -> Range<Int>? {
        let isNumber = name.utf8.allSatisfy { (0x30...0x39).contains($0) } && (name == "0" || !name.hasPrefix("0"))
        if isNumber { return Int(name).flatMap { match.range($0) } }
        return match.names.firstIndex(of: name).flatMap { match.range($0) }
    }
}
