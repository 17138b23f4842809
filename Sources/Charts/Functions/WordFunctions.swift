import GoTemplate

/// Sprig's functions that look at words: case styles, wrapping, abbreviations.
enum WordFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("title", [.string]) { .string(title(try $0.slowText(0))) }
        functions.add("untitle", [.string]) { .string(untitle(try $0.slowText(0))) }
        functions.add("swapcase", [.string]) { .string(swapCase(try $0.slowText(0))) }
        functions.add("initials", [.string]) { .string(initials(try $0.slowText(0))) }
        // Byte by byte, each read as a rune of its own, as goutils does.
        functions.add("nospace", [.string]) { arguments in
            let scalars = arguments.bytes(0).map { Unicode.Scalar($0) }.filter { !ByteText.isSpace($0) }
            return .string(String(String.UnicodeScalarView(scalars)))
        }
        functions.add("snakecase", [.string]) { .string(CaseStyle.joined(try $0.slowText(0), "_")) }
        functions.add("kebabcase", [.string]) { .string(CaseStyle.joined(try $0.slowText(0), "-")) }
        functions.add("camelcase", [.string]) { .string(CaseStyle.pascal(try $0.slowText(0))) }
        functions.add("wrap", [.int, .string]) { wrapped($0.bytes(1), $0.int(0), [0x0A], breaksWords: false) }
        functions.add("wrapWith", [.int, .string, .string]) { arguments in
            let (text, separator) = (arguments.bytes(2), arguments.bytes(1))
            // One separator for each full line and each space, at the most.
            let lines = text.count / max(arguments.int(0), 1) + text.count { $0 == 0x20 } + 1
            let (size, overflows) = lines.multipliedReportingOverflow(by: separator.count)
            try arguments.execution.reserve(bytes: overflows ? .max : text.count + size)
            return wrapped(text, arguments.int(0), separator, breaksWords: true)
        }
        functions.add("abbrev", [.int, .string]) { arguments in
            let width = arguments.int(0)
            return width < 4 ? arguments[1] : abbreviated(arguments.bytes(1), offset: 0, width: width)
        }
        functions.add("abbrevboth", [.int, .int, .string]) { arguments in
            let (left, right) = (arguments.int(0), arguments.int(1))
            if right < 4 || left > 0 && right < 7 { return arguments[2] }
            return abbreviated(arguments.bytes(2), offset: left, width: right)
        }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.titlecaseMapping, scalar)
    }
    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.lowercaseMapping, scalar)
    }

    private static func single(_ mapping: String, _ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first ?? scalar : scalar
    }

    /// Go's `strings.Title`: letters after what separates words.
    private static func title(_ text: String) -> String {
        var previous: Unicode.Scalar = " "
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(isSeparator(previous) ? upper(scalar) : scalar)
            previous = scalar
        }
        return String(result)
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value <= 0x7F {
            switch scalar {
            case "0"..."9", "a"..."z", "A"..."Z", "_": return false
            default: return true
            }
        }
        if scalar.isGoLetter || scalar.isGoDigit { return false }
        return ByteText.isSpace(scalar)
    }

    private static func untitle(_ text: String) -> String {
        var isStart = true
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if ByteText.isSpace(scalar) {
                isStart = true
                result.append(scalar)
            } else {
                result.append(isStart ? lower(scalar) : scalar)
                isStart = false
            }
        }
        return String(result)
    }

    private static func swapCase(_ text: String) -> String {
        var afterSpace = true
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .titlecaseLetter:
                result.append(lower(scalar))
                afterSpace = false
            case .lowercaseLetter:
                result.append(afterSpace ? upper(scalar) : single(scalar.properties.uppercaseMapping, scalar))
                afterSpace = false
            default:
                result.append(scalar)
                afterSpace = ByteText.isSpace(scalar)
            }
        }
        return String(result)
    }

    /// The first byte of every word, each byte read as a rune of its own, as goutils does.
    private static func initials(_ text: String) -> String {
        var isStart = true
        var result = String.UnicodeScalarView()
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if ByteText.isSpace(scalar) {
                isStart = true
            } else if isStart {
                result.append(scalar)
                isStart = false
            }
        }
        return String(result)
    }

    private static func wrapped(_ text: [UInt8], _ requested: Int, _ separator: [UInt8], breaksWords: Bool)
        -> TemplateValue
    {
        let width = max(requested, 1)
        let newline = separator.isEmpty ? [0x0A] : separator
        var output: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == 0x20 {
                offset += 1
                continue
            }
            if let space = text[offset...(offset + width)].lastIndex(of: 0x20) {
                output += text[offset..<space] + newline
                offset = space + 1
            } else if breaksWords {
                output += text[offset..<(offset + width)] + newline
                offset += width
            } else if let space = text[(offset + width)...].firstIndex(of: 0x20) {
                output += text[offset..<space] + newline
                offset = space + 1
            } else {
                output += text[offset...]
                offset = text.count
            }
        }
        return TemplateValue(bytes: output + text[offset...])
    }

    /// goutils' `AbbreviateFull`: dots in place of what is cut at the end, and at the start from `offset` on.
    private static func abbreviated(_ text: [UInt8], offset requested: Int, width: Int) -> TemplateValue {
        let dots = Array("...".utf8)
        if text.count <= width { return TemplateValue(bytes: text) }
        var offset = min(requested, text.count)
        if text.count - offset < width - 3 { offset = text.count - (width - 3) }
        if offset <= 4 { return TemplateValue(bytes: text[..<(width - 3)] + dots) }
        // Too narrow for dots on both sides: goutils returns an error, which Sprig drops with the text.
        if width < 7 { return .string("") }
        if offset + width - 3 < text.count {
            let inner = Array(text[offset...])
            return TemplateValue(bytes: dots + inner[..<(width - 6)] + dots)
        }
        return TemplateValue(bytes: dots + text[(text.count - (width - 3))...])
    }
}
