import Expressions

/// One of the public conformance cases of CEL (google/cel-spec, tests/simple/testdata).
struct CELCase {
    /// File, section and name.
    var id: String
    var source: String
    /// Where names are looked up first.
    var container = ""
    /// Whether the text is checked before it is evaluated.
    var isChecked = true
    /// Whether the text is checked alone.
    var isCheckedOnly = false
    var bindings: [String: TypedValue] = [:]
    /// What is declared and what is bound.
    var variables: Set<String> = []
    /// Nil where an error is expected, or nothing but a type.
    var value: TypedValue?
    var expectsError = false
    /// Such as `list(int)`.
    var type: String?

    /// What came of a case.
    enum Outcome: Equatable {
        case passed
        /// With what was expected and what was found.
        case failed(String)
    }

    var outcome: Outcome {
        do {
            let expression = try Expression(source, variables: variables, container: container, isChecked: isChecked)
            if let type, expression.inferredType != type {
                return .failed("expected the type \(type), found \(expression.inferredType)")
            }
            if isCheckedOnly { return .passed }
            let found = try expression.typedValue(bindings)
            if expectsError { return .failed("expected an error, found \(found)") }
            guard let value, !found.isSame(as: value) else { return .passed }
            return .failed("expected \(value), found \(found)")
        } catch {
            return expectsError
                ? .passed : .failed("expected \(value.map { "\($0)" } ?? "a type"), found: \(error.message)")
        }
    }
}
