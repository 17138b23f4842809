public import Value

/// Typed access to one mapping of groundcrew's own files, with errors that name file, line, column and path.
///
/// Read every known key, then call `rejectUnknown()`: a key that nobody asked for is a spelling mistake.
public struct YAMLFields: Sendable {
    private let document: YAMLDocument
    public let path: ValuePath
    public let object: Object

    /// The document's root.
    public init(_ document: YAMLDocument) throws(YAMLFieldError) {
        try self.init(document, path: ValuePath(), value: document.value)
    }

    private init(_ document: YAMLDocument, path: ValuePath, value: Value) throws(YAMLFieldError) {
        self.document = document
        self.path = path
        guard let object = value.object else {
            throw YAMLFieldError(document, path, "is \(value.typeWithArticle); it must be an object")
        }
        self.object = object
    }

    // MARK: Scalars

    public func string(_ key: String) throws(YAMLFieldError) -> String? {
        try read(key, "a string", \.string)
    }

    public func requiredString(_ key: String) throws(YAMLFieldError) -> String {
        guard let string = try string(key), !string.isEmpty else { throw error(key, "is required") }
        return string
    }

    public func bool(_ key: String) throws(YAMLFieldError) -> Bool? {
        try read(key, "true or false", \.bool)
    }

    public func integer(_ key: String, in range: ClosedRange<Int64>) throws(YAMLFieldError) -> Int64? {
        guard let number = try read(key, "an integer", \.integer) else { return nil }
        guard range.contains(number) else {
            throw error(key, "is \(number); it must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of `allowed`, which the error lists.
    public func choice(_ key: String, of allowed: [String]) throws(YAMLFieldError) -> String? {
        guard let string = try string(key) else { return nil }
        guard allowed.contains(string) else {
            let question = CloseNames.question(string, among: allowed)
            throw error(key, "is '\(string)'\(question); it must be one of \(allowed.joined(separator: ", "))")
        }
        return string
    }

    // MARK: Collections

    public func strings(_ key: String) throws(YAMLFieldError) -> [String]? {
        guard let elements = try read(key, "a list of strings", \.array) else { return nil }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            guard let string = element.string else {
                throw YAMLFieldError(
                    document, path.appending(key: key).appending(index: index),
                    "is \(element.typeWithArticle); it must be a string")
            }
            strings.append(string)
        }
        return strings
    }

    /// The object under `key` as it is; its content is not checked here.
    public func rawObject(_ key: String) throws(YAMLFieldError) -> Object? {
        try read(key, "an object", \.object)
    }

    public func fields(_ key: String) throws(YAMLFieldError) -> YAMLFields? {
        guard let value = object[key], !value.isNull else { return nil }
        return try YAMLFields(document, path: path.appending(key: key), value: value)
    }

    public func list(_ key: String) throws(YAMLFieldError) -> [YAMLFields]? {
        guard let elements = try read(key, "a list", \.array) else { return nil }
        var list: [YAMLFields] = []
        for (index, element) in elements.enumerated() {
            let path = path.appending(key: key).appending(index: index)
            list.append(try YAMLFields(document, path: path, value: element))
        }
        return list
    }

    /// The elements of a document whose root is a list.
    public static func list(_ document: YAMLDocument) throws(YAMLFieldError) -> [YAMLFields] {
        guard let elements = document.value.array else {
            throw YAMLFieldError(document, ValuePath(), "is \(document.value.typeWithArticle); it must be a list")
        }
        var list: [YAMLFields] = []
        for (index, element) in elements.enumerated() {
            list.append(try YAMLFields(document, path: ValuePath().appending(index: index), value: element))
        }
        return list
    }

    // MARK: Errors

    /// Throws for the first key that is not among `known`.
    public func rejectUnknown(known: Set<String>) throws(YAMLFieldError) {
        for key in object.keys where !known.contains(key) {
            let question = CloseNames.question(key, among: known.sorted())
            throw error(key, "is not known here\(question); known are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// An error at `key`, or at the object itself when the key is not there.
    public func error(_ key: String, _ message: String) -> YAMLFieldError {
        YAMLFieldError(document, path.appending(key: key), message)
    }

    /// An error at the value at `path`, which begins at this object.
    public func error(at path: ValuePath, _ message: String) -> YAMLFieldError {
        YAMLFieldError(document, ValuePath(self.path.steps + path.steps), message)
    }

    /// Where `key` stands, as `file:line:column`.
    public func location(of key: String) -> String { document.location(of: path.appending(key: key)) }

    /// Where the value at `path`, which begins at this object, stands, as `file:line:column`.
    public func location(of path: ValuePath) -> String {
        document.location(of: ValuePath(self.path.steps + path.steps))
    }

    private func read<T>(
        _ key: String, _ wanted: String, _ conversion: (Value) -> T?
    ) throws(YAMLFieldError) -> T? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let converted = conversion(value) else {
            throw error(key, "is \(value.typeWithArticle); it must be \(wanted)")
        }
        return converted
    }
}

/// A field of one of groundcrew's own files that is missing, misspelt or of the wrong kind.
public struct YAMLFieldError: Error, Sendable, CustomStringConvertible {
    /// `file:line:column` where known.
    public let location: String
    public let path: ValuePath
    public let message: String
    /// The line of text with a caret below the place, where it may be quoted.
    public let excerpt: String?

    init(_ document: YAMLDocument, _ path: ValuePath, _ message: String) {
        location = document.location(of: path)
        self.path = path
        self.message = message
        excerpt = document.excerpt(at: path)
    }

    public var description: String {
        "\(location): \(path) \(message)" + (excerpt.map { "\n\($0)" } ?? "")
    }
}
