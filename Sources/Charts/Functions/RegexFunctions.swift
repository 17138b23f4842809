import GoTemplate
import RegularExpressions

/// Sprig's regular expressions. In Go the plain functions panic on a bad pattern, and `regexMatch` says no.
enum RegexFunctions {
    static func add(to functions: inout TemplateFunctions) {
        let patterns = Patterns()
        functions.add("regexMatch", [.string, .string]) { arguments in
            do throws(TemplateError) {
                let expression = try patterns.expression(arguments, isMust: true)
                return .bool(expression.matches(arguments.bytes(1)))
            } catch {
                if error.code == .limitExceeded { throw error }
                return .bool(false)
            }
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
                let matches = expression.matches(in: arguments.bytes(1), limit: limit(arguments.int(2)))
                try pay(matches.count, arguments.execution)
                return matches.isEmpty
                    ? .typedList(TypedList(nilOf: .string))
                    : .typedList(TypedList(.string, matches.map { TemplateValue(bytes: $0.matched) }))
            }
            functions.add(prefix + "ReplaceAll", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                return try replaced(arguments) { text, replacement, goesOn in
                    expression.replacingAll(in: text, with: replacement, while: goesOn)
                }
            }
            functions.add(prefix + "ReplaceAllLiteral", [.string, .string, .string]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                return try replaced(arguments) { text, replacement, goesOn in
                    expression.replacingAll(in: text, withLiteral: replacement, while: goesOn)
                }
            }
            functions.add(prefix + "Split", [.string, .string, .int]) { arguments in
                let expression = try patterns.expression(arguments, isMust: isMust)
                let parts = expression.split(arguments.bytes(1), limit: limit(arguments.int(2)))
                try pay(parts?.count ?? 0, arguments.execution)
                return parts.map { .typedList(TypedList(.string, $0.map { TemplateValue(bytes: $0) })) }
                    ?? .typedList(TypedList(nilOf: .string))
            }
        }
        functions.add("regexQuoteMeta", [.string]) { .string(RegularExpression.escaped($0.string(0))) }
    }

    /// Matches of one call: more fill the memory before they are counted.
    private static let maximumMatches = 200_000
    /// What a match takes to find and keep, in steps.
    private static let matchCost = 64

    private static func limit(_ wanted: Int) -> Int {
        wanted < 0 ? maximumMatches + 1 : min(wanted, maximumMatches + 1)
    }

    private static func pay(_ matches: Int, _ execution: TemplateExecution) throws(TemplateError) {
        guard matches <= maximumMatches else {
            throw TemplateError(.limitExceeded, "a regular expression exceeds \(maximumMatches) matches")
        }
        try execution.spend(matches * matchCost)
    }

    /// A replacement may refer to the match as often as it likes: what becomes too long ends while it is made.
    private static func replaced(
        _ arguments: TemplateArguments, _ replace: ([UInt8], [UInt8], (Int) -> Bool) -> [UInt8]
    ) throws(TemplateError) -> TemplateValue {
        var failure: TemplateError?
        let text = replace(arguments.bytes(1), arguments.bytes(2)) { size in
            do throws(TemplateError) {
                try arguments.execution.spend(matchCost)
                try arguments.execution.check(size: size)
            } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
        return TemplateValue(bytes: text)
    }

    /// Expressions by their patterns: charts use few patterns many times.
    private final class Patterns {
        private var expressions: [String: RegularExpression] = [:]
        private static let maximumCount = 256

        /// The expression of the first argument, the cost of matching it to the second paid.
        func expression(_ arguments: TemplateArguments, isMust: Bool) throws(TemplateError) -> RegularExpression {
            if case .rawString(let bytes) = arguments[0], let wrong = UTF8Scan.invalidTail(of: bytes) {
                let message = "error parsing regexp: invalid UTF-8: `\(String(decoding: wrong, as: UTF8.self))`"
                throw .call(isMust ? message : "regexp: Compile(\(GoQuote.quoted(bytes))): \(message)")
            }
            let expression = try expression(arguments.string(0), isMust: isMust, arguments.execution)
            try arguments.execution.spend(arguments.bytes(1).count * (expression.programSize + 2))
            return expression
        }

        private func expression(
            _ pattern: String, isMust: Bool, _ execution: TemplateExecution
        ) throws(TemplateError) -> RegularExpression {
            if let known = expressions[pattern] { return known }
            try execution.spend(pattern.utf8.count * 8)
            let compiled: RegularExpression
            do throws(RegularExpressionError) {
                compiled = try RegularExpression(pattern)
            } catch {
                throw .call(isMust ? error.message : "regexp: Compile(\(quoted(pattern))): \(error.message)")
            }
            try execution.spend(compiled.programSize * 16)
            if expressions.count >= Self.maximumCount { expressions.removeAll() }
            expressions[pattern] = compiled
            return compiled
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
