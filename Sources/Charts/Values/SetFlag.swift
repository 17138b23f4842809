import Value

/// The grammar of `--set` and its kin, after Helm's `pkg/strvals`, quirks included.
///
/// `a.b=1,c[0]=x,d={1,2}`: dots descend, brackets index, `\` takes the next character as it is.
struct SetFlag {
    enum Mode {
        /// `--set`: true, false, null and integers are recognised.
        case typed
        /// `--set-string`.
        case string
        /// `--set-file`: the value is a path, and the file's text is the value.
        case file((String) throws(ChartError) -> String)
        /// `--set-json`: the value is JSON.
        case json
        /// `--set-literal`: all after `=` is the value.
        case literal
    }

    /// The largest index, as Helm's; a larger one would only eat memory (CVE-2022-36055).
    static let maximumIndex = 65_536
    static let maximumDepth = 30

    /// Merges `text` into `values`. What came before an error may have been merged already, as in Helm.
    static func apply(_ text: String, to values: inout Object, mode: Mode) throws(ChartError) {
        var parser = SetFlag(text: text, mode: mode)
        while true {
            switch try parser.key(&values, depth: 0) {
            case .more: continue
            case .end: return
            }
        }
    }

    private enum Progress { case more, end }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let mode: Mode

    private init(text: String, mode: Mode) {
        scalars = Array(text.unicodeScalars)
        self.mode = mode
    }

    private var isJSON: Bool { if case .json = mode { true } else { false } }
    private var isLiteral: Bool { if case .literal = mode { true } else { false } }

    // MARK: - Keys

    private mutating func key(_ values: inout Object, depth: Int) throws(ChartError) -> Progress {
        let (name, stop) = until(isLiteral ? ["=", "[", "."] : ["=", "[", ",", "."])
        switch stop {
        case nil:
            if name.isEmpty { return .end }
            throw failure("key \(quoted(name)) has no value")
        case "=": return try value(of: name, &values)
        case "[":
            guard let index = try index() else { return .end }
            var list: [Value] = []
            switch values[name] {
            case nil: break
            case .array(let elements)?: list = elements
            case let other?: throw conflict(name, other, "[]interface {}")
            }
            var failed: ChartError?
            var progress = Progress.more
            do { progress = try item(&list, index, depth: depth) } catch { failed = error }
            set(name, .array(list), &values)
            if let failed { throw failed }
            return progress
        case ".":
            guard depth < Self.maximumDepth else {
                throw failure(
                    "value name nested level is greater than maximum supported nested level of \(Self.maximumDepth)")
            }
            var inner = Object()
            switch values[name] {
            case nil: break
            case .object(let members)?: inner = members
            case let other?: throw conflict(name, other, "map[string]interface {}")
            }
            let progress = try key(&inner, depth: depth + 1)
            if inner.isEmpty, progress == .more { throw failure("key map \(quoted(name)) has no value") }
            if !inner.isEmpty { set(name, .object(inner), &values) }
            return progress
        default:
            set(name, .string(""), &values)
            throw failure("key \(quoted(name)) has no value (cannot end with ,)")
        }
    }

    private mutating func value(of name: String, _ values: inout Object) throws(ChartError) -> Progress {
        if isLiteral {
            set(name, .string(rest()), &values)
            return .more
        }
        if isJSON {
            set(name, try jsonValue(), &values)
            return .more
        }
        if position == scalars.count {
            set(name, .string(""), &values)
            return .end
        }
        set(name, try listOrScalar(), &values)
        return .more
    }

    // MARK: - Lists

    /// nil where the bracket is not closed, which ends the whole text without an error in Helm.
    private mutating func index() throws(ChartError) -> Int? {
        let (text, stop) = until(["]"])
        guard stop != nil else { return nil }
        guard let index = Int(text) else {
            throw failure("error parsing index: strconv.Atoi: parsing \(quoted(text)): invalid syntax")
        }
        return index
    }

    private mutating func item(_ list: inout [Value], _ index: Int, depth: Int) throws(ChartError) -> Progress {
        guard index >= 0 else { throw failure("negative \(index) index not allowed") }
        let (text, stop) = until(["[", ".", "="])
        guard text.isEmpty else { throw failure("unexpected data at end of array index: \(quoted(text))") }
        switch stop {
        case "=":
            let value: Value
            if isLiteral {
                value = .string(rest())
            } else if isJSON {
                value = try jsonValue()
            } else {
                value = position == scalars.count ? .string("") : try listOrScalar()
            }
            try set(index, value, &list)
            return .more
        case "[":
            guard let next = try self.index() else { return .end }
            var inner: [Value] = []
            if list.indices.contains(index), list[index] != .null {
                guard case .array(let elements) = list[index] else {
                    throw conflict("[\(index)]", list[index], "[]interface {}")
                }
                inner = elements
            }
            let progress = try item(&inner, next, depth: depth)
            if progress == .more { try set(index, .array(inner), &list) }
            return progress
        case ".":
            var inner = Object()
            if list.indices.contains(index), case .object(let members) = list[index] { inner = members }
            let progress = try key(&inner, depth: depth)
            // Helm loses `a[0].b=` where the list has no such element yet.
            if progress == .more || list.indices.contains(index) { try set(index, .object(inner), &list) }
            return progress
        default: return .end
        }
    }

    // MARK: - Values

    /// `{a,b}` is a list; anything else is one value up to a comma.
    private mutating func listOrScalar() throws(ChartError) -> Value {
        guard scalars[position] == "{" else { return try converted(until([","]).text) }
        position += 1
        var elements: [Value] = []
        while true {
            let (text, stop) = until([",", "}"])
            guard let stop else { throw failure("list must terminate with '}'") }
            elements.append(try converted(text))
            if stop == "}" {
                if position < scalars.count, scalars[position] == "," { position += 1 }
                return .array(elements)
            }
        }
    }

    private func converted(_ text: String) throws(ChartError) -> Value {
        switch mode {
        case .string, .literal, .json: return .string(text)
        case .file(let read): return .string(try read(text))
        case .typed:
            switch text.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null": return .null
            case "0": return .integer(0)
            default:
                // A leading zero makes a text: file modes and account numbers keep it.
                if let first = text.utf8.first, first != UInt8(ascii: "0"), let integer = Int64(text) {
                    return .integer(integer)
                }
                return .string(text)
            }
        }
    }

    /// The JSON value here, or null when nothing is; takes the comma after it.
    private mutating func jsonValue() throws(ChartError) -> Value {
        if skipToValue() { return .null }
        let length = JSONExtent.length(of: scalars[position...])
        let text = String(String.UnicodeScalarView(scalars[position..<position + length]))
        let value: Value
        do { value = try Value(jsonText: text) } catch {
            throw ChartError(code: .badValues, message: "\(error)", underlying: error)
        }
        position += length
        _ = skipToValue()
        try ValuesText.requireFloats(value)
        return ValuesText.asFloats(value)
    }

    /// Passes spaces; true when a comma, which it takes, or the end shows that no value is here.
    private mutating func skipToValue() -> Bool {
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar == "," {
                position += 1
                return true
            }
            if !scalar.properties.isWhitespace { return false }
            position += 1
        }
        return true
    }

    // MARK: - Scanning

    private mutating func until(_ stops: Set<Unicode.Scalar>) -> (text: String, stop: Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if stops.contains(scalar) { return (String(text), scalar) }
            if scalar == "\\", !isLiteral {
                guard position < scalars.count else { break }
                text.append(scalars[position])
                position += 1
            } else {
                text.append(scalar)
            }
        }
        return (String(text), nil)
    }

    private mutating func rest() -> String {
        defer { position = scalars.count }
        return String(String.UnicodeScalarView(scalars[position...]))
    }

    // MARK: - Setting

    /// An empty name sets nothing, as in Helm.
    private func set(_ name: String, _ value: Value, _ values: inout Object) {
        if !name.isEmpty { values[name] = value }
    }

    private func set(_ index: Int, _ value: Value, _ list: inout [Value]) throws(ChartError) {
        guard index <= Self.maximumIndex else {
            throw failure("index of \(index) is greater than maximum supported index of \(Self.maximumIndex)")
        }
        while list.count <= index { list.append(.null) }
        list[index] = value
    }

    private func quoted(_ text: String) -> String { text.debugDescription }

    private func failure(_ message: String) -> ChartError { ChartError(code: .badValues, message: message) }

    private func conflict(_ name: String, _ value: Value, _ wanted: String) -> ChartError {
        failure(
            "unable to parse key: interface conversion: \(name) is \(value.typeName) already, not \(wanted)")
    }
}
