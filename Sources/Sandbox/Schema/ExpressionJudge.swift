import Expressions
import Synchronization
import Value

/// Judges validation rules with the tool's own CEL, each rule compiled once.
final class ExpressionJudge: RuleJudge {
    private enum Compiled {
        case expression(Expression)
        case broken(String)
    }

    private let cache = Mutex<[String: Compiled]>([:])

    func judge(_ rule: ValidationRule, value: Value, former: Value?) -> String? {
        var variables = ["self": value]
        if let former { variables["oldSelf"] = former }
        switch compiled(rule.rule) {
        case .broken(let why): return "rule compile error: \(why)"
        case .expression(let expression):
            do throws(ExpressionError) {
                return try expression.isTrue(variables) ? nil : message(rule, variables)
            } catch {
                return "rule evaluation error: \(error.message)"
            }
        }
    }

    private func message(_ rule: ValidationRule, _ variables: [String: Value]) -> String {
        if let source = rule.messageExpression, case .expression(let expression) = compiled(source) {
            // As the server does: a message that cannot be made gives way to the fixed one.
            if case .success(.string(let text)) = Result(catching: { try expression.evaluate(variables) }) {
                return text
            }
        }
        return rule.message ?? "failed rule: \(rule.rule)"
    }

    private func compiled(_ source: String) -> Compiled {
        cache.withLock { cache in
            if let found = cache[source] { return found }
            let result: Compiled
            do throws(ExpressionError) {
                result = .expression(try Expression(source, variables: ["self", "oldSelf"]))
            } catch {
                result = .broken(error.message)
            }
            cache[source] = result
            return result
        }
    }
}
