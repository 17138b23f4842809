public import Value

/// YAML 1.1 as Kubernetes' tools read and write it.
public enum YAML {
    /// Reads one document; text without any is null.
    ///
    /// `file` names the text in errors.
    public static func decode(
        _ text: some StringProtocol, file: String, rules: YAMLRules = .strict
    ) throws(YAMLError) -> Value {
        try decodeDocument(text, file: file, rules: rules).value
    }

    public static func decode(_ bytes: [UInt8], file: String, rules: YAMLRules = .strict) throws(YAMLError) -> Value {
        try decodeDocument(bytes, file: file, rules: rules).value
    }

    /// Reads one document with its marks; text without any is null.
    public static func decodeDocument(
        _ text: some StringProtocol, file: String, rules: YAMLRules = .strict
    ) throws(YAMLError) -> YAMLDocument {
        var text = String(text)
        return try text.withUTF8 { decodeFirst($0, file: file, rules: rules) }.get()
    }

    public static func decodeDocument(
        _ bytes: [UInt8], file: String, rules: YAMLRules = .strict
    ) throws(YAMLError) -> YAMLDocument {
        try bytes.withUnsafeBufferPointer { decodeFirst($0, file: file, rules: rules) }.get()
    }

    /// Reads all documents of a stream, empty ones as null.
    public static func decodeAll(
        _ text: some StringProtocol, file: String, rules: YAMLRules = .strict
    ) throws(YAMLError) -> [YAMLDocument] {
        var text = String(text)
        return try text.withUTF8 { decodeStream($0, file: file, rules: rules) }.get()
    }

    public static func decodeAll(
        _ bytes: [UInt8], file: String, rules: YAMLRules = .strict
    ) throws(YAMLError) -> [YAMLDocument] {
        try bytes.withUnsafeBufferPointer { decodeStream($0, file: file, rules: rules) }.get()
    }

    /// The value byte for byte as `sigs.k8s.io/yaml` 1.6 marshals it: keys sorted, and a line break at the end.
    public static func encode(_ value: Value) -> String { String(decoding: encodeBytes(value), as: UTF8.self) }

    /// - Parameter limit: writing stops soon after so many bytes, wherever it is.
    public static func encodeBytes(_ value: Value, limit: Int = .max) -> [UInt8] {
        var emitter = Emitter(limit: limit)
        emitter.emitDocument(value)
        return emitter.bytes
    }

    private static func decodeFirst(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, rules: YAMLRules
    ) -> Result<YAMLDocument, YAMLError> {
        Result { () throws(YAMLError) in
            var composer = try Composer(bytes, file: file, rules: rules)
            guard let document = try composer.nextDocument() else {
                let places = rules.keepsMarks ? Place(line: 1, column: 1) : nil
                return YAMLDocument(value: .null, line: 1, file: file, places: places)
            }
            if rules.rejectsFurtherDocuments { try composer.expectEnd() }
            return document
        }
    }

    private static func decodeStream(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, rules: YAMLRules
    ) -> Result<[YAMLDocument], YAMLError> {
        Result { () throws(YAMLError) in
            var composer = try Composer(bytes, file: file, rules: rules)
            var documents: [YAMLDocument] = []
            while let document = try composer.nextDocument() { documents.append(document) }
            return documents
        }
    }
}
