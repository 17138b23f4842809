import GoTemplate
import Value

/// Parses and executes all templates of a chart, after Helm's `pkg/engine`.
///
/// Made and used on one thread: template values are references.
final class TemplateRun {
    /// How often one template may be included while it is being included.
    static let maximumInclusions = 1000
    /// Bytes of an error up to which it repeats the text of `tpl`, as Helm does without end.
    private static let maximumReason = 1 << 20

    private struct Renderable {
        var path: String
        var depth: Int
        var bytes: [UInt8]
        var scope: TemplateMap
        var basePath: String
    }

    private let options: RenderOptions
    private let answers: LookupAnswers
    private var renderables: [Renderable] = []
    private var inclusions: [String: Int] = [:]
    /// The values of the chart with those of its subcharts, for errors.
    private let values: TemplateMap

    init(_ plan: RenderPlan, _ answers: LookupAnswers) {
        options = plan.options
        self.answers = answers
        let scopes = TemplateScopes(plan)
        values = scopes.root.map["Values"]?.map ?? TemplateMap()
        collect(plan.chart, path: plan.chart.name, scope: scopes.root)
    }

    /// The outputs of all templates but partials, deepest path first, which is the order of their execution.
    func outputs() throws(RenderError) -> [(path: String, text: String)] {
        // Deeper paths come first, so that a chart's definitions win over its subcharts'.
        renderables.sort { left, right in
            if left.depth != right.depth { return left.depth > right.depth }
            return right.path.utf8.lexicographicallyPrecedes(left.path.utf8)
        }
        let set = TemplateSet(functions: functions(), missingKey: .zero)
        if options.isLastWork { Kept.keep(set) }
        for renderable in renderables {
            do throws(TemplateError) { try set.parse(renderable.bytes, name: renderable.path) } catch {
                throw TemplateReport(error, values: values).syntaxError(in: renderable.path)
            }
        }
        var outputs: [(path: String, text: String)] = []
        let budget = TemplateBudget(
            TemplateLimits(
                steps: options.limits.steps, outputBytes: options.limits.outputBytes,
                memoryBytes: options.limits.memoryBytes, isExpired: { Task.isCancelled }))
        for renderable in renderables where !PathText.base(renderable.path).hasPrefix("_") {
            let about = TemplateMap(type: ValuesMap.type)
            about["Name"] = .string(renderable.path)
            about["BasePath"] = .string(renderable.basePath)
            renderable.scope["Template"] = .map(about)
            answers.template = renderable.path
            do throws(TemplateError) {
                let bytes = try set.execute(renderable.path, .map(renderable.scope), within: budget)
                outputs.append((renderable.path, String(decoding: NoValue.removed(from: bytes), as: UTF8.self)))
            } catch {
                throw TemplateReport(error, values: values).executionError(in: renderable.path)
            }
        }
        return outputs
    }

    private func collect(_ chart: Chart, path: String, scope: TemplateScopes.Scope) {
        for subchart in chart.dependencies {
            guard let inner = scope.subcharts[subchart.name] else { continue }
            collect(subchart, path: "\(path)/charts/\(subchart.name)", scope: inner)
        }
        for template in chart.templates {
            // A library's templates exist to be included.
            if chart.metadata.isLibrary, !PathText.base(template.path).hasPrefix("_") { continue }
            let name = PathText.clean("\(path)/\(template.path)")
            renderables.append(
                Renderable(
                    path: name, depth: PathText.depth(name), bytes: template.bytes, scope: scope.map,
                    basePath: PathText.clean("\(path)/templates")))
        }
    }

    // MARK: - Functions that know the run

    private func functions() -> TemplateFunctions {
        var functions = HelmFunctions.standard
        functions.add("include", [.string, .any]) { arguments in
            try self.include(arguments.string(0), arguments[1], arguments.execution)
        }
        functions.add("tpl", [.string, .any]) { arguments in try Self.evaluate(arguments) }
        functions.add("required", [.string, .any]) { [options] arguments in
            let isEmpty = arguments[1].isNil || arguments[1].text == ""
            if !isEmpty { return arguments[1] }
            if options.isLinting { return .string("") }
            throw TemplateError.call(HelmWording.Mark.around(arguments.string(0)))
        }
        functions.add("fail", [.string]) { [options] arguments in
            if options.isLinting { return .string("") }
            throw TemplateError.call(HelmWording.Mark.around(arguments.string(0)))
        }
        functions.add("lookup", [.string, .string, .string, .string]) { [answers] arguments in
            let query = LookupQuery(
                apiVersion: arguments.string(0), kind: arguments.string(1), namespace: arguments.string(2),
                name: arguments.string(3))
            return .map(TemplateMap(answers.object(for: query), integers: .int64))
        }
        // A name resolved while rendering would tell values to whoever runs the DNS server (CVE-2023-25165).
        functions.add("getHostByName", [.string]) { [options] arguments in
            .string(options.asksDNS ? try HostAddress.any(of: arguments.string(0)) : "")
        }
        return functions
    }

    private func include(
        _ name: String, _ data: TemplateValue, _ execution: TemplateExecution
    ) throws -> TemplateValue {
        let count = inclusions[name, default: 0]
        guard count <= Self.maximumInclusions else {
            throw TemplateError.call(
                "rendering template has a nested reference name: \(name): unable to execute template")
        }
        inclusions[name] = count + 1
        defer { inclusions[name] = count }
        return try execution.include(name, data)
    }

    private static func evaluate(_ arguments: TemplateArguments) throws -> TemplateValue {
        let text = arguments.bytes(0)
        // Most texts hold no action and are their own output.
        if !zip(text, text.dropFirst()).contains(where: { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") }) {
            return TemplateValue(bytes: NoValue.removed(from: text))
        }
        let result: TemplateValue
        do throws(TemplateError) {
            result = try arguments.execution.evaluate(text, name: "gotpl", arguments[1])
        } catch {
            guard error.code == .syntax || error.code == .execution else { throw error }
            let head = error.code == .syntax ? "cannot parse template" : "error during tpl function execution for"
            // Texts within texts would fill memory with what they repeat.
            guard error.message.utf8.count + text.count <= maximumReason else { throw error }
            throw error.within("\(head) \(GoQuote.quoted(text))")
        }
        guard let bytes = result.stringBytes else { return result }
        return TemplateValue(bytes: NoValue.removed(from: bytes))
    }
}

/// Go writes `<no value>` for what is missing; Helm takes the text out again, wherever it came from.
enum NoValue {
    private static let text = Array("<no value>".utf8)

    static func removed(from bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        var index = 0
        while let found = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            if bytes[found...].starts(with: text) {
                if result.isEmpty { result.reserveCapacity(bytes.count) }
                result.append(contentsOf: bytes[start..<found])
                index = found + text.count
                start = index
            } else {
                index = found + 1
            }
        }
        if start == 0 { return bytes }
        result.append(contentsOf: bytes[start...])
        return result
    }
}
