import CYAML

/// Owns libyaml's parser and its current event.
///
/// Not Sendable: one thread drives it from start to end. The text must outlive it.
final class EventParser {
    // Allocated, because the parser keeps a pointer to itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)

    struct Position {
        /// Counted from 0.
        let line: Int
        /// Counted from 0, in characters.
        let column: Int

        init(_ mark: yaml_mark_t) {
            line = Int(clamping: mark.line)
            column = Int(clamping: mark.column)
        }

        init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    struct Failure: Error {
        let isText: Bool
        let isMemory: Bool
        let message: String
        let position: Position?
        let offset: Int
    }

    private static let nothing: StaticString = ""

    /// nil when memory is short.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        // libyaml insists on a pointer, also to nothing.
        yaml_parser_set_input_string(parser, text.baseAddress ?? Self.nothing.utf8Start, text.count)
    }

    deinit {
        // Both functions accept what was only zeroed.
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Frees the current event and parses the next one.
    ///
    /// The corresponding C function is `yaml_parser_parse`.
    func advance() throws(Failure) {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
    }

    private func failure() -> Failure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unknown problem"
        let context = parser.pointee.context.map { String(cString: $0) }
        let isText = parser.pointee.error == YAML_READER_ERROR
        let isLocated = parser.pointee.error == YAML_SCANNER_ERROR || parser.pointee.error == YAML_PARSER_ERROR
        return Failure(
            isText: isText,
            isMemory: parser.pointee.error == YAML_MEMORY_ERROR,
            message: context.map { "\(problem) \($0)" } ?? problem,
            position: isLocated ? Position(parser.pointee.problem_mark) : nil,
            offset: Int(clamping: parser.pointee.problem_offset))
    }

    // MARK: - The current event

    var type: yaml_event_type_t { event.pointee.type }

    /// Whether the document that starts here says that it is YAML of another version than 1.1.
    var declaresLaterVersion: Bool {
        guard type == YAML_DOCUMENT_START_EVENT else { return false }
        return event.pointee.data.document_start.version_directive.map { $0.pointee.minor != 1 } ?? false
    }

    var position: Position { Position(event.pointee.start_mark) }

    /// The text of the current scalar, valid within the closure.
    func withScalar<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length))
    }

    /// Whether the current scalar is written without quotes and without a tag.
    var isPlain: Bool { event.pointee.data.scalar.plain_implicit != 0 }

    /// The tag of the current node, its short form expanded.
    var tag: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: text(event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: text(event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: text(event.pointee.data.mapping_start.tag)
        default: nil
        }
    }

    /// The anchor of the current node, or the name that an alias refers to.
    var anchor: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: text(event.pointee.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: text(event.pointee.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: text(event.pointee.data.mapping_start.anchor)
        case YAML_ALIAS_EVENT: text(event.pointee.data.alias.anchor)
        default: nil
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
