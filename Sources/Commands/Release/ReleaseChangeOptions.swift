import ArgumentParser
import Kubernetes
import Releases

/// How far `--wait` waits, as Helm 4 names it.
enum WaitKind: String, ExpressibleByArgument, CaseIterable {
    case watcher, legacy, hookOnly

    /// Helm still takes the booleans of before.
    init?(argument: String) {
        self.init(rawValue: ["true": "watcher", "false": "hookOnly"][argument] ?? argument)
    }

    /// Hooks are waited for always.
    var waits: Bool { self != .hookOnly }
}

/// What becomes of the CRDs in a chart's `crds/`.
enum CRDChoice: String, ExpressibleByArgument, CaseIterable {
    case create, upgrade, skip

    var policy: ReleaseOptions.CRDs {
        switch self {
        case .create: .create
        case .upgrade: .upgrade
        case .skip: .skip
        }
    }
}

/// What becomes of a run that fails.
enum FailureChoice: String, ExpressibleByArgument, CaseIterable {
    case fail, hold, rollback

    var policy: ReleaseOptions.OnFailure {
        switch self {
        case .fail: .fail
        case .hold: .hold
        case .rollback: .rollback
        }
    }
}

/// Helm's flags of everything that makes a revision.
struct ReleaseChangeOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Wait until the objects are ready. --wait=KIND names Helm's kinds: watcher, legacy, hookOnly."))
    var wait = false

    @Option(help: .hidden)
    var waitKind: WaitKind?

    @Flag(help: "With --wait: wait for Jobs until they have ended, too.")
    var waitForJobs = false

    @Option(help: ArgumentHelp("For all of it, waiting included.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @Option(
        help: ArgumentHelp(
            "How long nothing may change during a wait; default: as long as --timeout.", valueName: "duration"))
    var idleTimeout: TimeoutArgument?

    @Option(
        help: ArgumentHelp(
            "How long to wait for another run, or a Helm, that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @Option(help: ArgumentHelp("Revisions to keep; 0 keeps all.", valueName: "count"))
    var historyMax = RecordLimits.history

    @Flag(help: "Leave hooks out.")
    var noHooks = false

    @Flag(
        name: [.customLong("force-replace"), .customLong("force")],
        help: "Replace objects whole: what others have set in them goes.")
    var forceReplace = false

    // A word of its own: what is no value would be taken for the bare flag otherwise.
    @Option(
        defaultAsFlag: "true", parsing: .next,
        help: ArgumentHelp(
            "auto, true or false: whether the server merges. Natively it always does.", valueName: "auto|true|false"))
    var serverSide: String?

    @Flag(help: "Remove what a failed upgrade or rollback has made that was not there.")
    var cleanupOnFail = false

    @OptionGroup var fields: FieldOptions

    func validate() throws {
        guard historyMax >= 0 else { throw ValidationError("--history-max is \(historyMax), and cannot be negative") }
        _ = try serverSidePolicy()
        if forceReplace, fields.forceConflicts {
            throw ValidationError("--force-replace and --force-conflicts exclude each other")
        }
        if forceReplace, !fields.leaveField.isEmpty || !fields.leaveTo.isEmpty {
            throw ValidationError("--force-replace leaves nobody a field: leave --leave-field and --leave-to out")
        }
    }

    /// What one driver can do and the other cannot.
    func check(_ driver: DriverChoice) throws(ValidationError) {
        if driver == .native, try serverSidePolicy() == .never, !forceReplace {
            throw ValidationError(
                "--server-side=false goes with --driver helm alone: natively the server applies, so that nobody's "
                    + "fields are lost; only --force-replace does without")
        }
        if driver == .helm, idleTimeout != nil {
            throw ValidationError("--idle-timeout goes with --driver native: helm has no such limit")
        }
    }

    /// Says what is asked for in vain.
    func warn(_ context: CommandContext, waits: Bool) {
        if waitForJobs, !waits { context.warn(["--wait-for-jobs does nothing without --wait"]) }
    }

    private func serverSidePolicy() throws(ValidationError) -> ReleaseOptions.ServerSide? {
        guard let serverSide else { return nil }
        guard let policy = ReleaseOptions.ServerSide(rawValue: serverSide) else {
            throw ValidationError("--server-side \(serverSide): it is auto, true or false")
        }
        return policy
    }

    var waits: Bool { waitKind?.waits ?? wait }

    func options() throws(ValidationError) -> ReleaseOptions {
        var options = ReleaseOptions(
            historyLimit: historyMax, fieldChoices: fields.choices, fieldValidation: fields.validation,
            recreatesImmutable: fields.recreateImmutable, runsHooks: !noHooks)
        options.waitsForJobs = waitForJobs
        options.idleTimeout = idleTimeout?.duration
        options.replacesObjects = forceReplace
        options.serverSide = try serverSidePolicy()
        options.cleansUpOnFailure = cleanupOnFail
        return options
    }
}

/// What `--dry-run=KIND` may be: without a cluster there is nothing to plan with, so `client` asks it, too.
enum RehearsalKind: String, ExpressibleByArgument, CaseIterable {
    case client, server, none

    /// Helm still takes the booleans of before.
    init?(argument: String) {
        self.init(rawValue: ["true": "client", "false": "none"][argument] ?? argument)
    }

    /// Whether nothing is to be changed.
    static func isRehearsal(_ flag: Bool, _ kind: RehearsalKind?) -> Bool { kind.map { $0 != .none } ?? flag }
}

/// Helm's flags of install and upgrade alike.
struct ReleaseMakingOptions: ParsableArguments {
    @Flag(help: "Create the namespace when it is missing.")
    var createNamespace = false

    @Option(help: "CRDs of the chart's crds/: create those that are missing, upgrade all, or skip.")
    var crds = CRDChoice.create

    @Flag(help: "The same as --crds skip.")
    var skipCrds = false

    @OptionGroup var crdChanges: CRDChangeOptions

    @Flag(
        name: [.customLong("rollback-on-failure"), .customLong("atomic")],
        help: "The same as --on-failure rollback.")
    var rollbackOnFailure = false

    @Option(
        help: ArgumentHelp(
            "What becomes of it when it fails: fail leaves it, hold says so in its record, too, rollback goes back."))
    var onFailure: FailureChoice?

    @Flag(help: "Take over objects that are there already, those of other releases too; former owners are named.")
    var takeOwnership = false

    @Option(help: ArgumentHelp("Of the new revision.", valueName: "text"))
    var description: String?

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Labels of the release's record: a=b,c=d; repeatable.", valueName: "key=value"))
    var labels: [String] = []

    @Option(
        help: ArgumentHelp("Reads the manifest, without hooks, and writes the one to apply.", valueName: "program"))
    var postRenderer: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("An argument of --post-renderer; repeatable.", valueName: "argument"))
    var postRendererArgs: [String] = []

    @Flag(help: "Fetch dependencies into charts/ when some are missing.")
    var dependencyUpdate = false

    @Flag(
        help: "Print what would be applied, then the hooks, as rendered with the cluster's facts, and change nothing.")
    var dryRun = false

    @Option(help: .hidden)
    var dryRunKind: RehearsalKind?

    @Flag(help: "With --dry-run: leave Secrets out of what is printed. Their values are hidden without it, too.")
    var hideSecret = false

    @Flag(help: "Do not print the chart's notes.")
    var hideNotes = false

    @Flag(help: "Join the notes of subcharts to the chart's.")
    var renderSubchartNotes = false

    @Flag(help: "Do not check the values against values.schema.json.")
    var skipSchemaValidation = false

    @Flag(help: "Let `getHostByName` ask the network.")
    var enableDns = false

    func validate() throws {
        if hideSecret, !isRehearsal {
            throw ValidationError("--hide-secret goes with --dry-run alone: nothing else prints manifests")
        }
        if skipCrds, crds == .upgrade {
            throw ValidationError("--skip-crds and --crds upgrade exclude each other")
        }
        if postRenderer == nil, !postRendererArgs.isEmpty {
            throw ValidationError("--post-renderer-args are arguments of --post-renderer, which is not given")
        }
        if postRenderer?.isEmpty == true { throw ValidationError("--post-renderer names no program") }
        if rollbackOnFailure, let onFailure, onFailure != .rollback {
            throw ValidationError("--rollback-on-failure and --on-failure \(onFailure.rawValue) exclude each other")
        }
        _ = try labelled()
    }

    /// Whether nothing is to be changed.
    var isRehearsal: Bool { RehearsalKind.isRehearsal(dryRun, dryRunKind) }

    func postRenderer(_ context: CommandContext) -> PostRenderer? {
        postRenderer.map {
            PostRenderer(
                $0, postRendererArgs, processes: context.processes, environment: context.environment,
                folder: context.currentFolder)
        }
    }

    func apply(to options: inout ReleaseOptions) throws {
        options.crds = skipCrds ? .skip : crds.policy
        options.onFailure = rollbackOnFailure ? .rollback : onFailure?.policy ?? .fail
        options.takesOwnership = takeOwnership
        options.description = description
        options.acceptedCRDChanges = try crdChanges.accepted()
        options.includesSubchartNotes = renderSubchartNotes
        options.skipsSchema = skipSchemaValidation
        options.asksDNS = enableDns
    }

    func labelled() throws(ValidationError) -> ReleaseLabels {
        var found: ReleaseLabels = [:]
        for pair in labels.flatMap({ $0.split(separator: ",") }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--labels \(pair): a label is KEY=VALUE")
            }
            guard !ReleaseLabels.reservedKeys.contains(String(parts[0])) else {
                throw ValidationError("--labels \(pair): that label is Helm's own; choose another key")
            }
            found[String(parts[0])] = String(parts[1])
        }
        return found
    }
}
