import GoTemplate
import RegularExpressions

/// Sprig's regular expressions. In Go the plain functions panic on a bad pattern, and `regexMatch` says no.
enum RegexFunctions {
    static func add(to functions: inout TemplateFunctions) {
        let patterns = Patterns()
        functions.add("regexMatch", [.string, .string]) { arguments in
            .bool((try? patterns.expression(arguments.string(0), isMust: true))?.matches(arguments.bytes(1)) ?? false)
        }
        functions.add("mustRegexMatch", [.string, .string]) {
            .bool(try patterns.expression($0.string(0), isMust: true).matches($0.bytes(1)))
        }
        for (prefix, isMust) in [("regex", false), ("mustRegex", true)] {
            functions.add(prefix + "Find", [.string, .string]) { arguments in
                let expression = try patterns.expression(arguments.string(0), isMust: isMust)
                return .string(expression.firstMatch(in: arguments.bytes(1))?.text ?? "")
            }
            functions.add(prefix + "FindAll", [.string, .string, .int]) { arguments in
                let expression = try patterns.expression(arguments.string(0), isMust: isMust)
                return .strings(expression.matches(in: arguments.bytes(1), limit: arguments.int(2)).map(\.text))
            }
            functions.add(prefix + "ReplaceAll", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments.string(0), isMust: isMust)
                return .string(expression.replacingAll(in: arguments.string(1), with: arguments.string(2)))
            }
            functions.add(prefix + "ReplaceAllLiteral", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments.string(0), isMust: isMust)
                return .string(expression.replacingAll(in: arguments.string(1), withLiteral: arguments.string(2)))
            }
            functions.add(prefix + "Split", [.string, .string, .int]) { arguments in
                let expression = try patterns.expression(arguments.string(0), isMust: isMust)
                return .strings(expression.split(arguments.string(1), limit: arguments.int(2)))
            }
        }
        functions.add("regexQuoteMeta", [.string]) { .string(RegularExpression.escaped($0.string(0))) }
    }

    /// Expressions by their patterns: charts use few patterns many times.
    private final class Patterns {
        private var expressions: [String: RegularExpression] = [:]
        private static let maximumCount = 256

        func expression(_ pattern: String, isMust: Bool) throws(TemplateError) -> RegularExpression {
            if let known = expressions[pattern] { return known }
            do throws(RegularExpressionError) {
                let expression = try RegularExpression(pattern)
                if expressions.count >= Self.maximumCount { expressions.removeAll() }
                expressions[pattern] = expression
                return expression
            } catch {
                throw .call(isMust ? error.message : "regexp: Compile(\(quoted(pattern))): \(error.message)")
            }
        }

        /// Go's `regexp.quote`: backquotes where the pattern has none.
        private func quoted(_ pattern: String) -> String {
            pattern.utf8.contains { $0 == 0x60 || $0 < 0x20 && $0 != 0x09 } ? GoQuote.quoted(pattern) : "`\(pattern)`"
        }
    }
}
