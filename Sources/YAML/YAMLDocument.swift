public import Value

/// One document of YAML text.
public struct YAMLDocument: Sendable {
    public let value: Value
    /// Where the document's content starts, counted from 1.
    public let line: Int
    /// The name under which the text was read.
    public let file: String
    private let places: Place?
    /// The whole text, where marks are kept and the text may be quoted.
    private let source: [UInt8]

    init(value: Value, line: Int, file: String, places: Place?, source: [UInt8] = []) {
        self.value = value
        self.line = line
        self.file = file
        self.places = places
        self.source = source
    }

    /// The line of text at `path` with a caret below the place; nil when the rules kept no marks or quote no text.
    public func excerpt(at path: ValuePath) -> String? {
        guard let mark = mark(of: path), !source.isEmpty else { return nil }
        return source.withUnsafeBufferPointer { SourceLine.text(of: mark.line, column: mark.column, in: $0) }
            .map { SourceLine.excerpt($0, column: mark.column) }
    }

    /// Where the value at `path` stands, its key when it is a member; the nearest value around it where nothing is.
    ///
    /// nil when the rules kept no marks.
    public func mark(of path: ValuePath) -> Mark? {
        guard var place = places else { return nil }
        for step in path.steps {
            guard let next = place.place(at: step) else { break }
            place = next
        }
        return Mark(file: file, line: place.line, column: place.column)
    }

    /// `file:line:column` of ``mark(of:)``, or the file alone when the rules kept no marks.
    public func location(of path: ValuePath) -> String { mark(of: path)?.description ?? file }
}

/// Where a value and what is in it stand.
struct Place: Sendable {
    enum Content: Sendable {
        case none
        case members([String: Place])
        case elements([Place])
    }

    var line: Int
    var column: Int
    var content = Content.none

    func with(_ content: Content) -> Place { Place(line: line, column: column, content: content) }

    func place(at step: ValuePath.Step) -> Place? {
        switch (step, content) {
        case (.key(let key), .members(let members)): members[key]
        case (.index(let index), .elements(let elements)): elements.indices.contains(index) ? elements[index] : nil
        default: nil
        }
    }
}
