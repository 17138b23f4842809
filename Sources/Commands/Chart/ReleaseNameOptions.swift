import ArgumentParser
import Charts
import GoTemplate
import Kubernetes
import Releases

/// How `helm template` comes by the release's name.
struct ReleaseNameOptions: ParsableArguments {
    @Flag(name: [.customShort("g"), .long], help: "Take no NAME; as Helm, it changes nothing here.")
    var generateName = false

    @Option(help: ArgumentHelp("Template of the release's name, such as job-{{randNumeric 4}}.", valueName: "text"))
    var nameTemplate: String?

    /// The name that Helm gives a release when it only renders.
    static let fallback = "release-name"

    /// - Parameter given: the NAME argument, if there is one.
    func name(given: String?, _ context: CommandContext) throws -> String {
        if let given {
            guard !generateName, nameTemplate == nil else {
                throw ValidationError(
                    "--\(generateName ? "generate-name" : "name-template") and a NAME exclude each other")
            }
            return try valid(given)
        }
        guard let nameTemplate, !nameTemplate.isEmpty else { return Self.fallback }
        return try valid(try expanded(nameTemplate, context))
    }

    /// Whether a name is made where none is given.
    var makesName: Bool { generateName || !(nameTemplate ?? "").isEmpty }

    /// The name of a new release, made of the chart's and the time where the user leaves it open, as Helm does.
    func newName(given: String?, chart: String, _ context: CommandContext) throws -> String {
        if given != nil || nameTemplate != nil { return try name(given: given, context) }
        var base = chart.split(separator: "/").last.map(String.init) ?? chart
        // Helm keeps the digits of a version out of it.
        if base.hasSuffix(".tgz"), let dash = base.firstIndex(of: "-") { base = String(base[..<dash]) }
        if base.isEmpty || base.hasPrefix(".") { base = "chart" }
        return try valid("\(base)-\(Int64(context.clientEnvironment.now()))")
    }

    private func valid(_ name: String) throws -> String {
        try ReleaseRequest.validate(releaseName: name)
        return name
    }

    private func expanded(_ template: String, _ context: CommandContext) throws -> String {
        var functions = HelmFunctions.standard
        // Sprig's, which charts do not get: here the user's own words ask for the user's own variables.
        functions.add("env", [.string]) { [environment = context.environment] arguments in
            .string(environment[arguments.string(0)] ?? "")
        }
        let set = TemplateSet(functions: functions)
        do throws(TemplateError) {
            try set.parse(template, name: "name-template")
            let limits = TemplateLimits(steps: 100_000, outputBytes: CommandLimits.nameTemplate)
            return String(decoding: try set.execute("name-template", .nil, limits: limits), as: UTF8.self)
        } catch {
            throw CommandFailure(.usage, "--name-template: \(error.message)")
        }
    }
}
