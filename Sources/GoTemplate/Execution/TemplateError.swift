/// Why a template could not be parsed or executed, in the words of Go's text/template.
public struct TemplateError: Error, CustomStringConvertible {
    public enum Code: String, Sendable {
        case syntax
        case execution
        /// Thrown by a function; the evaluator adds where it was called.
        case call
        /// More steps, depth, output or time than the limits allow.
        case limitExceeded
        /// No template of that name.
        case notFound
    }

    public var code: Code
    /// The whole text as Go prints it, for example `template: a.yaml:1:3: executing "a.yaml" at <.x>: …`.
    public var message: String
    /// The name of the template and the one-based line and zero-based byte column, where the error has a place.
    public var template: String?
    public var line: Int?
    public var column: Int?
    /// The places that the error passed, innermost first; of a long way only both ends.
    public internal(set) var frames: [TemplateFrame] = []
    /// The value that the error is about, where it is one of a map.
    public internal(set) var lookup: TemplateLookup?

    public init(_ code: Code, _ message: String, template: String? = nil, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.template = template
        self.line = line
        self.column = column
    }

    /// The error a template function throws; `message` is Go's text of the error.
    public static func call(_ message: String) -> TemplateError { TemplateError(.call, message) }

    /// This error as that of a function which evaluated templates itself, with the function's words before it.
    public func within(_ context: String) -> TemplateError {
        var error = self
        error.code = .call
        error.message = "\(context): \(message)"
        return error
    }

    public var description: String { message }
}
