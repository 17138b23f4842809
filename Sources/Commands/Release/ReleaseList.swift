import ArgumentParser
import Releases
import Reports
import Value

struct ReleaseList: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the releases of one namespace, or of all.",
        discussion: """
            Every release is listed, whatever its state and whoever made it. A record
            that cannot be read is named on standard error, and the exit status is 3.
            Records are Secrets or ConfigMaps, as HELM_DRIVER says: both are listed,
            and what of them you may not see is named.

            States can be combined. --superseded alone lists every superseded
            revision; with others it finds none, for those are never the last ones.

            Examples:
              groundcrew release list -A --failed --pending
              groundcrew release list -q -l team=gpu --filter '^web'
            """, aliases: ["ls"])

    @Option(
        name: [.short, .long], help: ArgumentHelp("A regular expression that fits the name.", valueName: "pattern"))
    var filter: String?

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Labels of the release's record: a=b,c!=d.", valueName: "selector"), transform: parsed)
    var selector: LabelSelector?

    @Flag(help: "Releases that are deployed.")
    var deployed = false

    @Flag(help: "Releases that have failed.")
    var failed = false

    @Flag(help: "Releases that somebody is at work on, or died at.")
    var pending = false

    @Flag(help: "Revisions that others have taken the place of.")
    var superseded = false

    @Flag(help: "Releases of which the history alone is kept.")
    var uninstalled = false

    @Flag(help: "Releases that are being removed.")
    var uninstalling = false

    @Flag(name: [.short, .long], help: "Sort by date, the oldest change first.")
    var date = false

    @Flag(name: [.short, .long], help: "Turn the order round.")
    var reverse = false

    @Option(name: [.short, .long], help: ArgumentHelp("So many at most; 0 means all.", valueName: "count"))
    var max = RecordLimits.listed

    @Option(help: ArgumentHelp("Leave so many out at the beginning.", valueName: "count"))
    var offset = 0

    @Flag(name: [.customShort("q"), .long], help: "Names alone.")
    var short = false

    @Flag(help: "Leave out the line of headings.")
    var noHeaders = false

    @Option(
        help: ArgumentHelp("Times in a layout of Go's, such as \"2006-01-02 15:04:05Z0700\".", valueName: "layout"))
    var timeFormat: String?

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        guard max >= 0 else { throw ValidationError("--max is \(max), and cannot be negative") }
        guard offset >= 0 else { throw ValidationError("--offset is \(offset), and cannot be negative") }
    }

    func run(_ context: CommandContext) async throws {
        let query = try query()
        try await scope.reading(cluster, time, options, context) { session, namespace in
            let engine = try session.driver(.native, helm: nil, context)
            let listing = try await engine.list(query, namespace: namespace)
            print(listing, session, context)
            if listing.releases.isEmpty { context.standardError.line(absence(listing, namespace)) }
            if listing.omitted > 0 {
                context.standardError.line(
                    "note: \(listing.omitted) more fit: --max 0 lists all, --offset \(offset + max) goes on from here")
            }
            for gap in listing.gaps { context.standardError.line(plainLine("note: \(gap)")) }
            for record in listing.unreadable {
                context.standardError.line("groundcrew: \(record.description)\n  next: \(record.hint)")
            }
            // Where most are kept could not be looked at: nobody knows that there is none.
            let isBlind = listing.releases.isEmpty && listing.gaps.contains { $0.kind == engine.recordKind ?? .secret }
            if !listing.unreadable.isEmpty || isBlind { throw CommandFailure(.undecided) }
        }
    }

    func query() throws(ReleaseError) -> ListQuery {
        var query = ListQuery()
        if let filter { try query.filter(filter) }
        query.selector = selector
        let states: [(ListQuery.State, Bool)] = [
            (.deployed, deployed), (.failed, failed), (.pending, pending), (.superseded, superseded),
            (.uninstalled, uninstalled), (.uninstalling, uninstalling),
        ]
        query.states = Set(states.filter(\.1).map(\.0))
        query.isByDate = date
        query.isReversed = reverse
        query.offset = offset
        query.limit = max == 0 ? nil : max
        return query
    }

    private func print(_ listing: ReleaseListing, _ session: ClusterSession, _ context: CommandContext) {
        let others: Object = [
            "unreadable": .array(listing.unreadable.map { .string($0.description) }),
            "unseen": .array(listing.gaps.map { .string($0.description) }),
        ]
        guard !short else {
            let names = listing.releases.map(\.name)
            // Scripts go through the lines: a mark would be a name to them.
            let printer = ResultPrinter(
                output: context.standardOutput, format: options.output,
                isSimulated: options.output == .text ? nil : session.isSimulated)
            return printer.print(
                kind: "ReleaseNames", (["names": .array(names.map(Value.string))] as Object).merged(with: others)
            ) { names.map { "\($0)\n" }.joined() }
        }
        session.printer(options, context).print(
            kind: "ReleaseList",
            (["releases": .array(listing.releases.map(value))] as Object).merged(with: others)
        ) {
            guard !listing.releases.isEmpty else { return "" }
            return ReleaseText.table(
                listing.releases, times: timeFormat, hasHeadings: !noHeaders, within: context.tableWidth)
        }
    }

    private func value(_ record: ReleaseRecord) -> Value {
        guard timeFormat != nil else { return record.shortValue }
        return record.shortValue.merged(with: ["updated": .string(record.updated(in: timeFormat))])
    }

    private func absence(_ listing: ReleaseListing, _ namespace: String?) -> String {
        let isChoosy =
            filter != nil || selector != nil || offset > 0
            || [deployed, failed, pending, superseded, uninstalled, uninstalling].contains(true)
        let none =
            !listing.gaps.isEmpty ? "no release can be seen" : isChoosy ? "no release fits" : "there is no release"
        return none + (namespace.map { " in namespace \($0); -A looks in all" } ?? "")
    }

    @Sendable private static func parsed(_ text: String) throws -> LabelSelector {
        do {
            return try LabelSelector(text)
        } catch {
            throw ValidationError(error.message)
        }
    }
}
