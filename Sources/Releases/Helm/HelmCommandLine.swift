import Kubernetes
import Processes

/// A call of the user's Helm, as a value. Values travel in a file, never in arguments.
struct HelmCommandLine: Sendable, Hashable {
    var arguments: [String]
    /// Where Helm looks for the release's records, and puts them.
    var records = RecordKind.secret

    static let version = HelmCommandLine(arguments: ["version", "--template", "{{.Version}}"])

    /// `helm upgrade --install`.
    ///
    /// `--reset-values` because without it an empty values file means the former revision's values.
    static func upgrade(
        _ request: ReleaseRequest, chart: String, valuesFile: String, dialect: HelmDialect, access: HelmAccess,
        isDryRun: Bool
    ) -> HelmCommandLine {
        var arguments = ["upgrade", request.name, chart, "--install", "--namespace", request.namespace]
        arguments += ["--values", valuesFile, "--reset-values", "--output", "json"]
        arguments += ["--history-max", String(request.options.historyLimit), "--timeout", seconds(request.timeout)]
        if !request.labels.isEmpty {
            let labels = request.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            arguments += ["--labels", labels.joined(separator: ",")]
        }
        let options = request.options
        if let description = options.description { arguments += ["--description", description] }
        if options.takesOwnership { arguments.append("--take-ownership") }
        if options.fieldChoices.takesAll { arguments += dialect.forceConflicts }
        if options.fieldValidation != .strict { arguments.append("--disable-openapi-validation") }
        if options.crds == .skip { arguments.append("--skip-crds") }
        if !options.runsHooks { arguments.append("--no-hooks") }
        if options.includesSubchartNotes { arguments.append("--render-subchart-notes") }
        if options.skipsSchema { arguments.append("--skip-schema-validation") }
        if options.asksDNS { arguments.append("--enable-dns") }
        arguments += changing(options, dialect)
        if let postRenderer = request.postRenderer {
            arguments += ["--post-renderer", postRenderer.place]
            // One word each: the next one may begin with a hyphen.
            arguments += postRenderer.arguments.map { "--post-renderer-args=\($0)" }
        }
        if isDryRun {
            arguments.append("--dry-run=server")
        } else {
            if request.createsNamespace { arguments.append("--create-namespace") }
            if request.waits { arguments += waiting(request, dialect) }
        }
        return HelmCommandLine(arguments: arguments + access.flags)
    }

    static func rollback(
        _ request: ReleaseRequest, to revision: Int, dialect: HelmDialect, access: HelmAccess
    ) -> HelmCommandLine {
        var arguments = ["rollback", request.name, String(revision), "--namespace", request.namespace]
        arguments += ["--history-max", String(request.options.historyLimit), "--timeout", seconds(request.timeout)]
        if request.options.fieldChoices.takesAll { arguments += dialect.forceConflicts }
        if !request.options.runsHooks { arguments.append("--no-hooks") }
        if let description = request.options.description, dialect.describesRollbacks {
            arguments += ["--description", description]
        }
        arguments += changing(request.options, dialect)
        if request.waits { arguments += waiting(request, dialect) }
        return HelmCommandLine(arguments: arguments + access.flags)
    }

    private static func waiting(_ request: ReleaseRequest, _ dialect: HelmDialect) -> [String] {
        dialect.wait + (request.options.waitsForJobs ? ["--wait-for-jobs"] : [])
    }

    /// What an upgrade and a rollback have in common.
    private static func changing(_ options: ReleaseOptions, _ dialect: HelmDialect) -> [String] {
        (options.replacesObjects ? [dialect.forceReplace] : []) + dialect.serverSide(options.serverSide)
            + (options.cleansUpOnFailure ? ["--cleanup-on-fail"] : [])
    }

    static func uninstall(
        _ name: String, namespace: String, timeout: Duration, options: RemovalOptions = RemovalOptions(),
        dialect: HelmDialect, access: HelmAccess
    ) -> HelmCommandLine {
        var arguments = ["uninstall", name, "--namespace", namespace, "--timeout", seconds(timeout)]
        if options.waits { arguments += dialect.waitForRemoval }
        if options.keepsHistory { arguments.append("--keep-history") }
        if !options.runsHooks { arguments.append("--no-hooks") }
        if options.cascade != .background { arguments += ["--cascade", options.cascade.rawValue.lowercased()] }
        if let description = options.description { arguments += ["--description", description] }
        return HelmCommandLine(arguments: arguments + access.flags)
    }

    func with(_ records: RecordKind) -> HelmCommandLine {
        var line = self
        line.records = records
        return line
    }

    /// At least one second: Helm takes 0 for "no time at all".
    private static func seconds(_ duration: Duration) -> String { "\(max(1, duration.components.seconds))s" }

    /// With folders of its own, so that runs side by side do not write each other's files (F4), and without the user's
    /// HELM_* settings, which would change what is asked: another driver, another namespace, plugins.
    func command(helm: String, environment: [String: String], home: String) -> ProcessCommand {
        var environment = environment.filter { !$0.key.hasPrefix("HELM_") }
        environment["HELM_CACHE_HOME"] = "\(home)/cache"
        environment["HELM_CONFIG_HOME"] = "\(home)/config"
        environment["HELM_DATA_HOME"] = "\(home)/data"
        environment["HELM_PLUGINS"] = "\(home)/data/plugins"
        environment["HELM_REPOSITORY_CONFIG"] = "\(home)/config/repositories.yaml"
        environment["HELM_REPOSITORY_CACHE"] = "\(home)/cache/repository"
        environment["HELM_REGISTRY_CONFIG"] = "\(home)/config/registry.json"
        environment["HELM_DRIVER"] = records.rawValue
        return ProcessCommand(
            helm, arguments, environment: environment, stopLimit: isChange ? LockLimits.stopped : nil)
    }

    /// Whether it writes to the cluster.
    var isChange: Bool {
        ["upgrade", "rollback", "uninstall"].contains(arguments.first)
            && !arguments.contains { $0.hasPrefix("--dry-run") }
    }
}
