extension Value {
    /// Reads one JSON text.
    ///
    /// A number without fraction and exponent is `.integer` where 64 bits hold it; any other is `.float` where a double
    /// keeps all its digits, and else `.number`. A lone surrogate escape becomes U+FFFD.
    public init(
        json bytes: some Sequence<UInt8>, limits: JSONLimits = .standard, rules: JSONRules = .standard
    ) throws(JSONError) {
        let parsed = bytes.withContiguousStorageIfAvailable { buffer in
            Value.parse(buffer, limits: limits, rules: rules)
        }
        self = try (parsed ?? Array(bytes).withUnsafeBufferPointer { Value.parse($0, limits: limits, rules: rules) })
            .get()
    }

    /// Reads one JSON text.
    public init(
        jsonText text: String, limits: JSONLimits = .standard, rules: JSONRules = .standard
    ) throws(JSONError) {
        var text = text
        self = try text.withUTF8 { Value.parse($0, limits: limits, rules: rules) }.get()
    }

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits, rules: JSONRules
    ) -> Result<Value, JSONError> {
        var parser = JSONParser(bytes, limits: limits, rules: rules)
        return Result { () throws(JSONError) in try parser.parseDocument() }
    }

    /// The value as JSON text; `pretty` indents by two spaces.
    public func json(pretty: Bool = false, sortedKeys: Bool = false) -> String {
        json(JSONFormat(pretty: pretty, sortedKeys: sortedKeys))
    }

    public func json(_ format: JSONFormat) -> String { String(decoding: jsonBytes(format), as: UTF8.self) }

    /// The value as JSON text in UTF-8; `pretty` indents by two spaces.
    public func jsonBytes(pretty: Bool = false, sortedKeys: Bool = false) -> [UInt8] {
        jsonBytes(JSONFormat(pretty: pretty, sortedKeys: sortedKeys))
    }

    public func jsonBytes(_ format: JSONFormat) -> [UInt8] {
        var writer = JSONWriter(format)
        writer.write(self)
        return writer.bytes
    }
}
