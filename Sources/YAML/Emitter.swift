import Value

/// Writes values as block-style YAML, byte for byte as go-yaml v2 does.
///
/// Mirrors the state that `emitterc.go` keeps: whether the last character is white space, and whether only indentation
/// has been written on the line.
struct Emitter {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    /// Counted from 0, in characters.
    private var column = 0
    /// Negative outside of any collection.
    private var indent = -1
    private var endsInWhitespace = true
    private var isIndention = true

    private static let indentStep = 2
    /// Text with spaces is folded once a line is longer.
    private static let bestWidth = 80
    private static let maximumSimpleKeyLength = 128

    /// Where a node stands.
    private enum Role {
        case root
        case element
        case member
        /// A key that is written before its colon on one line.
        case simpleKey
    }

    init(limit: Int = .max) { self.limit = limit }

    mutating func emitDocument(_ value: Value) {
        emit(value, as: .root)
        writeIndent()
    }

    // MARK: - Nodes

    private mutating func emit(_ value: Value, as role: Role) {
        switch value {
        case .null: emitPlain("null")
        case .bool(let value): emitPlain(value ? "true" : "false")
        case .integer(let value): emitPlain(String(value))
        case .float(let value): emitFloat(value)
        case .number(let literal): emitNumber(literal)
        case .string(let text): emitString(text, as: role)
        case .array(let elements): emitSequence(elements, as: role)
        case .object(let members): emitMapping(members)
        }
    }

    private mutating func emitSequence(_ elements: [Value], as role: Role) {
        if elements.isEmpty {
            writeIndicator("[", needsSpace: true, isWhitespace: true)
            writeIndicator("]")
            return
        }
        let outer = indent
        // A member's elements stand as far left as its key.
        increaseIndent(isFlow: false, isIndentless: role == .member && !isIndention)
        for element in elements where bytes.count <= limit {
            writeIndent()
            writeIndicator("-", needsSpace: true, isIndention: true)
            emit(element, as: .element)
        }
        indent = outer
    }

    private mutating func emitMapping(_ members: Object) {
        if members.isEmpty {
            writeIndicator("{", needsSpace: true, isWhitespace: true)
            writeIndicator("}")
            return
        }
        let outer = indent
        increaseIndent(isFlow: false, isIndentless: false)
        for (key, value) in members.sorted(by: { KeyOrder.precedes($0.key, $1.key) }) where bytes.count <= limit {
            writeIndent()
            if key.utf8.count <= Self.maximumSimpleKeyLength && !ScalarAnalysis.hasBreak(key) {
                emitString(key, as: .simpleKey)
                writeIndicator(":")
            } else {
                writeIndicator("?", needsSpace: true, isIndention: true)
                emitString(key, as: .member)
                writeIndent()
                writeIndicator(":", needsSpace: true, isIndention: true)
            }
            emit(value, as: .member)
        }
        indent = outer
    }

    // MARK: - Scalars

    private mutating func emitFloat(_ value: Double) {
        guard value.isFinite else {
            emitPlain(value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf")
            return
        }
        emitNumber(FloatText.json(value))
    }

    /// Upstream's way leads through JSON text, so what counts is how YAML reads the literal.
    private mutating func emitNumber(_ literal: String) {
        var literal = literal
        switch literal.withUTF8({ ScalarResolver.resolve($0) }) {
        case .integer(let value): emitPlain(String(value))
        case .unsigned(let value): emitPlain(String(value))
        case .float(let value): emitPlain(FloatText.general(value))
        default: emitPlain(literal)
        }
    }

    private mutating func emitPlain(_ text: String) {
        var text = text
        text.withUTF8 { writePlain($0, folds: false) }
    }

    private mutating func emitString(_ text: String, as role: Role) {
        var text = text
        text.withUTF8 { utf8 in
            let analysis = ScalarAnalysis(utf8)
            let isSimpleKey = role == .simpleKey
            let outer = indent
            increaseIndent(isFlow: true, isIndentless: false)
            switch analysis.style(isSimpleKey: isSimpleKey, text: utf8) {
            case .plain: writePlain(utf8, folds: !isSimpleKey)
            case .singleQuoted: writeSingleQuoted(utf8, folds: !isSimpleKey)
            case .doubleQuoted: writeDoubleQuoted(utf8, folds: !isSimpleKey)
            case .literal: writeLiteral(utf8)
            }
            indent = outer
        }
    }

    private mutating func writePlain(_ text: UnsafeBufferPointer<UInt8>, folds: Bool) {
        if !endsInWhitespace { put(0x20) }
        var wasSpace = false
        var index = 0
        while index < text.count {
            if text[index] == 0x20 {
                writeSpace(text, at: &index, folds: folds && !wasSpace && !text.isSpace(at: index + 1))
                wasSpace = true
            } else {
                writeCharacter(text, at: &index)
                isIndention = false
                wasSpace = false
            }
        }
        endsInWhitespace = false
        isIndention = false
    }

    private mutating func writeSingleQuoted(_ text: UnsafeBufferPointer<UInt8>, folds: Bool) {
        writeIndicator("'", needsSpace: true)
        var wasSpace = false
        var wasBreak = false
        var index = 0
        while index < text.count {
            if text[index] == 0x20 {
                let isInside = index > 0 && index < text.count - 1
                writeSpace(text, at: &index, folds: folds && !wasSpace && isInside && !text.isSpace(at: index + 1))
                wasSpace = true
            } else if text.isBreak(at: index) {
                if !wasBreak && text[index] == 0x0A { putBreak() }
                writeBreak(text, at: &index)
                isIndention = true
                wasBreak = true
            } else {
                if wasBreak { writeIndent() }
                if text[index] == UInt8(ascii: "'") { put(UInt8(ascii: "'")) }
                writeCharacter(text, at: &index)
                isIndention = false
                wasSpace = false
                wasBreak = false
            }
        }
        writeIndicator("'")
        endsInWhitespace = false
        isIndention = false
    }

    private mutating func writeDoubleQuoted(_ text: UnsafeBufferPointer<UInt8>, folds: Bool) {
        writeIndicator("\"", needsSpace: true)
        // Upstream's test for a byte order mark looks at the start of the text, so one there escapes every character.
        let escapesAll = text.hasByteOrderMark
        var wasSpace = false
        var index = 0
        while index < text.count {
            if escapesAll || text.needsEscape(at: index) {
                writeEscape(text, at: &index)
                wasSpace = false
            } else if text[index] == 0x20 {
                if folds && !wasSpace && column > Self.bestWidth && index > 0 && index < text.count - 1 {
                    writeIndent()
                    if text.isSpace(at: index + 1) { put(UInt8(ascii: "\\")) }
                    index += 1
                } else {
                    writeCharacter(text, at: &index)
                }
                wasSpace = true
            } else {
                writeCharacter(text, at: &index)
                wasSpace = false
            }
        }
        writeIndicator("\"")
        endsInWhitespace = false
        isIndention = false
    }

    private mutating func writeEscape(_ text: UnsafeBufferPointer<UInt8>, at index: inout Int) {
        let scalar = text.scalar(at: index)
        index += text.width(at: index)
        put(UInt8(ascii: "\\"))
        if let letter = Self.escapeLetter(scalar) {
            put(letter)
            return
        }
        let (letter, digits): (UInt8, Int) =
            scalar <= 0xFF ? (UInt8(ascii: "x"), 2) : scalar <= 0xFFFF ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
        put(letter)
        for shift in (0..<digits).reversed() {
            let digit = UInt8(scalar >> UInt32(shift * 4) & 0xF)
            put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }

    private static func escapeLetter(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x00: UInt8(ascii: "0")
        case 0x07: UInt8(ascii: "a")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0B: UInt8(ascii: "v")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case 0x1B: UInt8(ascii: "e")
        case 0x22: UInt8(ascii: "\"")
        case 0x5C: UInt8(ascii: "\\")
        case 0x85: UInt8(ascii: "N")
        case 0xA0: UInt8(ascii: "_")
        case 0x2028: UInt8(ascii: "L")
        case 0x2029: UInt8(ascii: "P")
        default: nil
        }
    }

    private mutating func writeLiteral(_ text: UnsafeBufferPointer<UInt8>) {
        writeIndicator("|", needsSpace: true)
        if text.isSpace(at: 0) || text.isBreak(at: 0) { writeIndicator("2") }
        switch text.trailingBreaks {
        case .none: writeIndicator("-")
        case .one: break
        case .several: writeIndicator("+")
        }
        putBreak()
        isIndention = true
        endsInWhitespace = true
        var wasBreak = true
        var index = 0
        while index < text.count {
            if text.isBreak(at: index) {
                writeBreak(text, at: &index)
                isIndention = true
                wasBreak = true
            } else {
                if wasBreak { writeIndent() }
                writeCharacter(text, at: &index)
                isIndention = false
                wasBreak = false
            }
        }
    }

    // MARK: - Characters

    private mutating func increaseIndent(isFlow: Bool, isIndentless: Bool) {
        if indent < 0 {
            indent = isFlow ? Self.indentStep : 0
        } else if !isIndentless {
            indent += Self.indentStep
        }
    }

    /// Starts a line at the indentation, unless this one has nothing else yet.
    private mutating func writeIndent() {
        let indent = max(indent, 0)
        if !isIndention || column > indent || (column == indent && !endsInWhitespace) { putBreak() }
        while column < indent { put(0x20) }
        endsInWhitespace = true
        isIndention = true
    }

    private mutating func writeIndicator(
        _ indicator: Unicode.Scalar, needsSpace: Bool = false, isWhitespace: Bool = false, isIndention: Bool = false
    ) {
        if needsSpace && !endsInWhitespace { put(0x20) }
        put(UInt8(ascii: indicator))
        endsInWhitespace = isWhitespace
        self.isIndention = self.isIndention && isIndention
    }

    private mutating func writeSpace(_ text: UnsafeBufferPointer<UInt8>, at index: inout Int, folds: Bool) {
        if folds && column > Self.bestWidth {
            writeIndent()
            index += 1
        } else {
            writeCharacter(text, at: &index)
        }
    }

    private mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }

    private mutating func putBreak() {
        bytes.append(0x0A)
        column = 0
    }

    private mutating func writeCharacter(_ text: UnsafeBufferPointer<UInt8>, at index: inout Int) {
        let end = min(index + text.width(at: index), text.count)
        bytes.append(contentsOf: text[index..<end])
        index = end
        column += 1
    }

    private mutating func writeBreak(_ text: UnsafeBufferPointer<UInt8>, at index: inout Int) {
        writeCharacter(text, at: &index)
        column = 0
    }
}
