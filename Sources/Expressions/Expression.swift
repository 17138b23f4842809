public import Value

/// A CEL expression, compiled once and evaluated as often as needed.
///
/// The language is cel-spec's with the libraries that Kubernetes adds for admission policies; docs/cel.md lists them.
public struct Expression: Sendable {
    public let source: String
    /// Where the text comes from; errors begin with it.
    public let location: String?
    /// The variables that the expression refers to.
    public let freeVariables: Set<String>
    let root: Node
    let patterns: PatternCache
    let container: Container
    /// Of the result, as far as the text tells.
    let type: InferredType

    /// Parses and checks the text.
    ///
    /// With `variables`, a name that is none of them is an error here; without, only when it is evaluated. Unknown
    /// functions, and operands whose types are plain from the text and do not fit, are errors here either way.
    public init(
        _ source: String, variables: Set<String>? = nil, location: String? = nil, limits: ExpressionLimits = .standard
    ) throws(ExpressionError) {
        try self.init(
            source, variables: variables, location: location, limits: limits, container: .none, isChecked: true)
    }

    /// - Parameter isChecked: without, what is wrong is found when it is evaluated, if it is.
    init(
        _ source: String, variables: Set<String>?, location: String? = nil, limits: ExpressionLimits,
        container: Container, isChecked: Bool
    ) throws(ExpressionError) {
        self.source = source
        self.location = location
        self.container = container
        do throws(Fault) {
            var parser = try Parser(source, limits: limits)
            root = try parser.parse()
            var checker = Checker(variables: variables, container: container, limits: limits)
            type = isChecked ? try checker.type(of: root) : .dyn
            freeVariables = checker.freeVariables
            patterns = checker.patterns
        } catch {
            throw ExpressionError(error, source: source, location: location)
        }
    }

    /// The expression's value.
    ///
    /// Timestamps, durations and types come back as their text, bytes as base64, an empty optional as null.
    public func evaluate(
        _ variables: [String: Value], limits: ExpressionLimits = .standard
    ) throws(ExpressionError) -> Value {
        do throws(Fault) {
            let result = try datum(.json(variables), limits: limits)
            try result.measureResult(limits)
            return try result.value()
        } catch {
            throw ExpressionError(error, source: source, location: location)
        }
    }

    /// Whether the expression holds; a value other than true or false is an error, not false.
    public func isTrue(
        _ variables: [String: Value], limits: ExpressionLimits = .standard
    ) throws(ExpressionError) -> Bool {
        do throws(Fault) {
            let result = try datum(.json(variables), limits: limits)
            guard case .bool(let isTrue) = result else {
                throw Fault(.typeMismatch, "expected true or false, but the expression gives \(result.kind)", at: 0)
            }
            return isTrue
        } catch {
            throw ExpressionError(error, source: source, location: location)
        }
    }

    func datum(_ variables: Variables, limits: ExpressionLimits) throws(Fault) -> Datum {
        var evaluator = Evaluator(variables: variables, container: container, limits: limits, patterns: patterns)
        return try evaluator.evaluate(root)
    }
}
