import GoTemplate

/// Words joined in one style, as huandu/xstrings 1.5 finds them.
enum CaseStyle {
    private enum Kind { case none, number, upper, alphabet, connector, punctuation, other }

    private struct Word {
        var kind = Kind.none
        var text: ArraySlice<Unicode.Scalar> = []
    }

    /// `snake_case` or `kebab-case`: lower-case words with a connector between them.
    static func joined(_ text: String, _ connector: Unicode.Scalar) -> String {
        var reader = Reader(rest: Array(text.unicodeScalars)[...])
        var output: [Unicode.Scalar] = []
        var word = reader.next()
        while !reader.rest.isEmpty {
            if word.kind != .connector { append(word, connector, to: &output) }
            let previous = word
            word = reader.next()
            switch previous.kind {
            case .number:
                while word.kind == .alphabet || word.kind == .number {
                    append(word, connector, to: &output)
                    word = reader.next()
                }
                if word.kind != .none, word.kind != .punctuation, word.kind != .connector { output.append(connector) }
            case .connector: append(previous, connector, to: &output)
            case .punctuation: break
            default:
                guard word.kind == .number else {
                    if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
                    continue
                }
                if reader.rest.isEmpty { continue }
                let number = word
                word = reader.next()
                guard word.kind == .alphabet else {
                    // The number belongs to the word before it.
                    append(number, connector, to: &output)
                    if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
                    continue
                }
                output.append(connector)
                append(number, connector, to: &output)
                while word.kind == .alphabet || word.kind == .number {
                    append(word, connector, to: &output)
                    word = reader.next()
                }
                if word.kind != .none, word.kind != .connector, word.kind != .punctuation { output.append(connector) }
            }
        }
        append(word, connector, to: &output)
        return String(String.UnicodeScalarView(output))
    }

    /// `PascalCase`: upper-case letters where connectors were. Connectors at the ends stay.
    static func pascal(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var output: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count, isConnector(scalars[index]) {
            output.append(scalars[index])
            index += 1
        }
        guard index < scalars.count else { return text }
        var current = upper(scalars[index])
        // Capitals that follow a word's capital are lowered.
        var isLowering = isUpper(scalars[index])
        for next in scalars[(index + 1)...] {
            let previous = current
            current = next
            if isConnector(current), isConnector(previous) {
                output.append(previous)
                continue
            }
            if isConnector(previous) {
                current = upper(current)
                isLowering = isUpper(next)
                continue
            }
            output.append(previous)
            if isLowering, isUpper(current) {
                current = lower(current)
            } else if !isConnector(current) {
                isLowering = false
            }
        }
        output.append(current)
        return String(String.UnicodeScalarView(output))
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    private static func append(_ word: Word, _ connector: Unicode.Scalar, to output: inout [Unicode.Scalar]) {
        guard word.kind == .upper || word.kind == .connector else {
            output += word.text
            return
        }
        for scalar in word.text {
            if isConnector(scalar) {
                output.append(connector)
            } else if isUpper(scalar), let lower = scalar.properties.lowercaseMapping.unicodeScalars.first {
                output.append(lower)
            } else {
                output.append(scalar)
            }
        }
    }

    private struct Reader {
        var rest: ArraySlice<Unicode.Scalar>

        mutating func next() -> Word {
            guard let first = rest.first else { return Word() }
            if isConnector(first) { return take(.connector, isConnector) }
            if isPunctuation(first) { return take(.punctuation, isPunctuation) }
            if isUpper(first) { return upperWord() }
            if isAlphabet(first) { return take(.alphabet) { isAlphabet($0) && !isUpper($0) } }
            if isNumber(first) { return take(.number, isNumber) }
            return take(.other) { !isConnector($0) && !isAlphabet($0) && !isNumber($0) && !isPunctuation($0) }
        }

        private mutating func take(_ kind: Kind, _ belongs: (Unicode.Scalar) -> Bool) -> Word {
            let end = rest.dropFirst().firstIndex { !belongs($0) } ?? rest.endIndex
            return cut(kind, end)
        }

        private mutating func cut(_ kind: Kind, _ end: Int) -> Word {
            defer { rest = rest[end...] }
            return Word(kind: kind, text: rest[..<end])
        }

        /// `HTTPStatus` splits into `HTTP` and `Status`; `Http` is one word.
        private mutating func upperWord() -> Word {
            let second = rest.startIndex + 1
            guard second < rest.endIndex else { return cut(.upper, rest.endIndex) }
            if isUpper(rest[second]) {
                let end = rest[second...].firstIndex { !isUpper($0) } ?? rest.endIndex
                if end < rest.endIndex, isAlphabet(rest[end]) { return cut(.upper, end - 1) }
                return cut(.upper, end)
            }
            if isAlphabet(rest[second]) {
                return cut(.upper, rest[second...].firstIndex { !isAlphabet($0) || isUpper($0) } ?? rest.endIndex)
            }
            return cut(.upper, second)
        }
    }

    private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || ByteText.isSpace(scalar)
    }

    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .uppercaseLetter
    }

    /// Letters, without those of scripts that do not tell words by spaces.
    private static func isAlphabet(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isGoLetter else { return false }
        switch scalar.value {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D:
            return false
        default: return true
        }
    }

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }
}
