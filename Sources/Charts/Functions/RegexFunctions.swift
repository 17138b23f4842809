import GoTemplate
import RegularExpressions

/// Sprig's regular expressions. In Go the plain functions panic on a bad pattern, and `regexMatch` says no.
enum RegexFunctions {
    static func add(to functions: inout TemplateFunctions) {
        let patterns = Patterns()
        functions.add("regexMatch", [.string, .string]) { arguments in
            .bool((try? patterns.expression(arguments, isMust: true))?.matches(arguments.bytes(1)) ?? false)
        }
        functions.add("mustRegexMatch", [.string, .string]) {
            .bool(try patterns.expression($0, isMust: true).matches($0.bytes(1)))
        }
        for (prefix, isMust) in [("regex", false), ("mustRegex", true)] {
            functions.add(prefix + "Find", [.string, .string]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                return TemplateValue(bytes: expression.firstMatch(in: arguments.bytes(1))?.matched ?? [])
            }
            functions.add(prefix + "FindAll", [.string, .string, .int]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                let matches = expression.matches(in: arguments.bytes(1), limit: arguments.int(2))
                return matches.isEmpty
                    ? .typedList(TypedList(nilOf: .string))
                    : .typedList(TypedList(.string, matches.map { TemplateValue(bytes: $0.matched) }))
            }
            functions.add(prefix + "ReplaceAll", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                return TemplateValue(
                    bytes: expression.replacingAll(in: arguments.bytes(1), with: arguments.bytes(2)))
            }
            functions.add(prefix + "ReplaceAllLiteral", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                return TemplateValue(
                    bytes: expression.replacingAll(in: arguments.bytes(1), withLiteral: arguments.bytes(2)))
            }
            functions.add(prefix + "Split", [.string, .string, .int]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                let parts = expression.split(arguments.bytes(1), limit: arguments.int(2))
                return parts.map { .typedList(TypedList(.string, $0.map { TemplateValue(bytes: $0) })) }
                    ?? .typedList(TypedList(nilOf: .string))
            }
        }
        functions.add("regexQuoteMeta", [.string]) { .string(RegularExpression.escaped($0.string(0))) }
    }

    /// Expressions by their patterns: charts use few patterns many times.
    private final class Patterns {
        private var expressions: [String: RegularExpression] = [:]
        private static let maximumCount = 256

        /// The expression of the first argument.
        func expression(_ arguments: TemplateArguments, isMust: Bool) throws(TemplateError) -> RegularExpression {
            let pattern = arguments.string(0)
            if case .rawString(let bytes) = arguments[0], let wrong = UTF8Scan.invalidTail(of: bytes) {
                let message = "error parsing regexp: invalid UTF-8: `\(String(decoding: wrong, as: UTF8.self))`"
                throw .call(isMust ? message : "regexp: Compile(\(GoQuote.quoted(bytes))): \(message)")
            }
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
            let isPlain = pattern.unicodeScalars.allSatisfy { scalar in
                scalar != "`" && (scalar.value >= 0x20 || scalar == "\t") && scalar.value != 0x7F
                    && scalar != "\u{FEFF}"
            }
            return isPlain ? "`\(pattern)`" : GoQuote.quoted(pattern)
        }
    }
}
