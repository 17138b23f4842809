import Bootstrap
import Operators
import Releases
import Value

/// What became of one operator that was to be removed.
struct OperatorRemoval: Sendable {
    enum Fate: Sendable {
        case removed(ReleaseRecord)
        /// Nothing is removed now, and this would be.
        case removable(ReleaseRecord)
        /// There was none of groundcrew's; what has its name elsewhere stays.
        case absent
        /// Somebody else's release has its name and namespace.
        case left(ReleaseRecord)
        /// Somebody else made it, and groundcrew adopted it: it goes on the user's word alone.
        case adopted(ReleaseRecord)
        /// No release holds it: an add-on of the cluster's, or another tool's.
        case foreign(OperatorOwner)
        /// Others need it, too: operators, or an object.
        case needed([OperatorNeeder])
        /// The user installed it by its name, not for what goes.
        case named
        /// Its record cannot be read, so nobody knows what there is.
        case unreadable(UnreadableRecord)
    }

    var release: OperatorRelease
    var fate: Fate
    /// What all providers share need not be groundcrew's: that it stays is no failure then.
    var isShared = false
    /// What the user names is to go: that it stays is a failure.
    var isNamed = false
    /// Objects that it looks after itself keep it, which is a failure, too: the user may give them up.
    var isInUse = false
    /// What stays of a release that is gone, such as CRDs.
    var stays: [LeftObject] = []
    /// What becomes of further CRDs that it brings, where it goes.
    var crds: [CRDRemoval] = []

    /// Whether the operator may be removed, decided from the records alone.
    ///
    /// - Parameter removesAdopted: whether what groundcrew has adopted may go, too.
    /// - Returns: nil when it may: groundcrew's own labels on its record prove where it comes from.
    static func refusal(_ release: OperatorRelease, removesAdopted: Bool = false) -> Fate? {
        if let record = release.unreadable.first(where: { $0.namespace == release.namespace }) {
            return .unreadable(record)
        }
        guard let here = release.here else { return .absent }
        guard release.isOwn(here) else { return .left(here) }
        return release.isAdopted(here) && !removesAdopted ? .adopted(here) : nil
    }

    /// The release that is gone, or would be.
    var leaving: ReleaseRecord? {
        switch fate {
        case .removed(let record), .removable(let record): record
        case .absent, .left, .adopted, .foreign, .needed, .named, .unreadable: nil
        }
    }

    /// Where something of it stays, in words that go before "needs it"; nil where nothing does, as far as was looked.
    var remainder: String? {
        switch fate {
        case .removed, .removable: return nil
        case .absent: return release.elsewhere.first.map { "\(release.name) in namespace \($0.namespace)" }
        case .left, .adopted, .foreign, .needed, .named, .unreadable:
            return "\(release.name) in namespace \(release.namespace)"
        }
    }

    /// What makes the command fail; nil when nothing of that name is left, as far as was looked.
    var failure: CommandFailure? {
        switch fate {
        case .removed, .removable, .named: return nil
        case .needed(let others):
            guard isNamed || isInUse else { return nil }
            return CommandFailure(
                .failed, "\(release.name) was left as it is: \(Self.need(others)) it",
                hint: Self.firstRemovals(of: others) + (isInUse ? ", or give --force, which leaves them alone" : ""))
        case .left where isShared && !isNamed, .adopted where isShared && !isNamed, .absent where isShared && !isNamed,
            .foreign where isShared && !isNamed:
            return nil
        case .foreign(let owner):
            return CommandFailure(
                .failed, "\(release.name) was left as it is: \(Self.words(owner))", hint: Self.strangerHint)
        case .adopted(let record):
            return CommandFailure(
                .failed, "\(release.words(record)), so it was left as it is", hint: "--remove-adopted removes it, too")
        case .unreadable(let record): return CommandFailure(.undecided, record.description, hint: record.hint)
        case .left(let record):
            return CommandFailure(
                .failed, "\(release.words(record)), so it was left as it is", hint: hint(record))
        case .absent:
            let own = release.elsewhere.first { release.isOwn($0) && release.isNamed($0) }
            guard let first = own ?? release.elsewhere.first else { return nil }
            return CommandFailure(
                .failed,
                "nothing named \(release.name) is installed in namespace \(release.namespace); "
                    + "\(release.words(first)), and was left as it is",
                hint: own == nil ? hint(first) : "to remove that one, give --namespace \(first.namespace)")
        }
    }

    private static func firstRemovals(of needers: [OperatorNeeder]) -> String {
        let commands = needers.compactMap(\.removal)
        return "remove what needs it first"
            + (commands.isEmpty ? "" : ": \(Set(commands).sorted().joined(separator: ", and "))")
    }

    private static let strangerHint =
        "groundcrew removes only what it installed; whoever installed this removes it"

    /// Who removes a release that is not this operator's.
    private func hint(_ record: ReleaseRecord) -> String {
        let adopted = record.labels[ReleaseLabels.adoptedKey]
        let flag = adopted == nil ? "" : " --remove-adopted"
        if release.isOwn(record), !release.isNamed(record) {
            let name = record.labels[ReleaseLabels.providerKey] ?? adopted ?? record.name
            return "it came with that one, and goes with it: groundcrew uninstall \(name)\(flag)"
        }
        guard let provider = release.otherProvider(of: record) else { return Self.strangerHint }
        return
            "groundcrew uninstall \(provider)\(flag) removes it, with the folder of a provider of your own in --charts"
    }

    /// Whose it is that no release holds.
    private static func words(_ owner: OperatorOwner) -> String {
        guard owner.kind == .addOn else {
            return "\(owner.name ?? "another tool") put it there, and no release of Helm's holds it"
        }
        return "\(owner.words) looks after it"
    }

    var text: String {
        let title = "\(release.name) in namespace \(release.namespace)"
        let lines: [String] =
            switch fate {
            case .removed(let record):
                [
                    "\(title): removed, was revision \(record.revision)"
                        + (record.name == release.name ? "" : " of release \(record.name)")
                ]
            case .removable(let record):
                [
                    "\(title): would be removed, is revision \(record.revision)"
                        + (record.name == release.name ? "" : " of release \(record.name)")
                ]
            case .absent where release.elsewhere.isEmpty: ["\(title): was not installed"]
            case .absent: ["\(title): none there"] + release.elsewhere.map { "  left: \(release.words($0))" }
            case .left(let record), .adopted(let record):
                ["\(title): left as it is", "  left: \(release.words(record))"]
            case .foreign(let owner): ["\(title): left as it is", "  left: \(Self.words(owner))"]
            case .needed(let others):
                ["\(title): kept, \(Self.need(others)) it\(isNamed || isInUse ? "" : ", too")"]
            case .named:
                [
                    "\(title): kept, it was installed by its name",
                    "  next: groundcrew uninstall \(release.name) removes it",
                ]
            case .unreadable(let record): ["\(title): unknown", "  \(record)"]
            }
        let left = stays.map { "  \($0)" } + crds.map { "  \($0.text)" }
        return (lines + left + notes.map { "  note: \($0)" }).map { $0 + "\n" }.joined()
    }

    /// Such as `a needs`, or `a and b need`.
    private static func need(_ needers: [OperatorNeeder]) -> String {
        let others = needers.map(\.words)
        guard let last = others.last, others.count > 1 else { return "\(others.first ?? "something") needs" }
        return "\(others.dropLast().joined(separator: ", ")) and \(last) need"
    }

    /// What else was seen on the way.
    private var notes: [String] {
        let others = release.unreadable.filter { $0.namespace != release.namespace }.map(\.description)
        if case .absent = fate, let blindness = release.blindness { return others + [blindness] }
        return others
    }

    /// Every object that stays, with the reason.
    private var allStays: [Value] {
        let left: [Value] = crds.compactMap { crd in
            guard let reason = crd.reason else { return nil }
            return ["object": .string(crd.title), "reason": .string(reason)]
        }
        return stays.map(\.value) + left
    }

    var value: Value {
        var change = "unchanged"
        var revision: Value = .null
        var left: [ReleaseRecord] = []
        var neededBy: Value = .null
        var owner: Value = .null
        switch fate {
        case .removed(let record): (change, revision) = ("deleted", .integer(Int64(record.revision)))
        case .removable(let record): (change, revision) = ("delete", .integer(Int64(record.revision)))
        case .absent: left = release.elsewhere
        case .left(let record), .adopted(let record): (change, left) = ("left", [record])
        case .foreign(let other): (change, owner) = ("left", other.value)
        case .needed(let others): (change, neededBy) = ("kept", .string(others.map(\.words).joined(separator: ", ")))
        case .named: change = "kept"
        case .unreadable: change = "unknown"
        }
        if change == "unchanged", !left.isEmpty { change = "left" }
        return [
            "name": .string(release.name), "namespace": .string(release.namespace), "change": .string(change),
            "revision": revision, "left": .array(left.map(release.value)), "stays": .array(allStays),
            "crds": .array(crds.map(\.value)), "neededBy": neededBy,
            "owner": owner,
            "installedByName": .bool(release.here?.labels.contains(all: .installedByName) ?? false),
            "unreadable": .array(release.unreadable.map(\.value)), "notes": .array(notes.map(Value.string)),
        ]
    }
}

extension UnreadableRecord {
    var value: Value {
        [
            "namespace": .string(namespace), "records": .string(kind.rawValue), "object": .string(object),
            "release": release.map(Value.string) ?? .null, "problem": .string(problem),
        ]
    }
}
