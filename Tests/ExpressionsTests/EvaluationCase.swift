import Expressions
import Testing
import Value

/// An expression and what comes of it.
struct EvaluationCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        case value(Value)
        /// With the type that CEL gives it.
        case typed(TypedValue)
        case failure(ExpressionError.Code)
    }

    var source: String
    var outcome: Outcome

    init(_ source: String, _ value: Value) {
        self.source = source
        outcome = .value(value)
    }

    init(_ source: String, is value: TypedValue) {
        self.source = source
        outcome = .typed(value)
    }

    init(_ source: String, fails code: ExpressionError.Code) {
        self.source = source
        outcome = .failure(code)
    }

    var testDescription: String { source }

    func check(_ variables: [String: Value] = [:]) throws {
        switch outcome {
        case .value(let value):
            #expect(try Expression(source).evaluate(variables) == value)
        case .typed(let value):
            let found = try Expression(source).typedValue([:])
            #expect(found.isSame(as: value), "found \(found)")
        case .failure(let code):
            let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate(variables) }
            #expect(error?.code == code, "\(error?.description ?? "")")
        }
    }
}
