import Testing
import Value

@testable import Commands
@testable import Operators
@testable import Releases

/// What is said of an operator that was to be removed, and when that is a failure.
@Suite struct OperatorRemovalTests {
    private static let left = "groundcrew removes only what it installed; whoever installed this removes it"
    private static let broken = UnreadableRecord(
        namespace: "buoy-system", object: "sh.helm.release.v1.buoy.v1", release: "buoy", problem: "is not base64")

    private static func record(
        in namespace: String, name: String = "buoy", isOwn: Bool = false, isAdopted: Bool = false,
        as operatorName: String = "buoy", for provider: String? = nil
    ) -> ReleaseRecord {
        var labels: ReleaseLabels = isOwn || isAdopted ? .prerequisite : [:]
        if let provider { labels = .origin(provider: provider, role: .operator) }
        if isAdopted { labels[ReleaseLabels.adoptedKey] = operatorName }
        return ReleaseRecord(
            name: name, namespace: namespace, revision: 2, status: "deployed", chartName: "buoy",
            chartVersion: "1.4.0", appVersion: "", updated: "", description: "", values: [:], manifest: "", notes: "",
            hookManifests: [], defaultValues: [:], labels: labels)
    }

    private static func release(
        _ records: ReleaseRecord..., unreadable: [UnreadableRecord] = []
    ) -> OperatorRelease {
        OperatorRelease(
            name: "buoy", namespace: "buoy-system",
            listing: ReleaseListing(releases: records, unreadable: unreadable), origins: [.prerequisite])
    }

    private static let buoy = OperatorNeeder("Buoy team/red", removal: "kubectl delete Buoy red -n team")

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var removal: OperatorRemoval
        var text: String
        /// In JSON.
        var change: String
        /// Before "needs it", of what it needs itself.
        var remainder: String?
        var failure: String?
        var hint: String?
        var testDescription: String { name }
    }

    private static let theirs = "(chart buoy 1.4.0, revision 2) was not installed by groundcrew"
    private static let adopted =
        "(chart buoy 1.4.0, revision 2) was adopted by groundcrew, which did not install it"
    private static let tool = "another tool put it there, and no release of Helm's holds it"
    private static let ours = "(chart buoy 1.4.0, revision 2) was installed by groundcrew"
    private static let place = "buoy in namespace buoy-system"
    private static let nothing = "nothing named buoy is installed in namespace buoy-system"

    static let cases = [
        Case(
            name: "gone",
            removal: .init(
                release: release(record(in: "buoy-system", isOwn: true)),
                fate: .removed(record(in: "buoy-system", isOwn: true))),
            text: "\(place): removed, was revision 2\n", change: "deleted"),
        Case(
            name: "never there", removal: .init(release: release(), fate: .absent),
            text: "\(place): was not installed\n", change: "unchanged"),
        Case(
            name: "needed", removal: .init(release: release(), fate: .needed([buoy])),
            text: "\(place): kept, Buoy team/red needs it, too\n", change: "kept", remainder: place),
        Case(
            name: "needed by several",
            removal: .init(release: release(), fate: .needed([.init("a"), .init("b of provider c"), buoy])),
            text: "\(place): kept, a, b of provider c and Buoy team/red need it, too\n", change: "kept",
            remainder: place),
        Case(
            name: "needed, and named",
            removal: .init(release: release(), fate: .needed([.init("a"), .init("b")]), isShared: true, isNamed: true),
            text: "\(place): kept, a and b need it\n", change: "kept", remainder: place,
            failure: "buoy was left as it is: a and b need it",
            hint: "remove what needs it first"),
        Case(
            name: "needed by what is known to go, and named",
            removal: .init(
                release: release(),
                fate: .needed([
                    .init("a of provider c", removal: "groundcrew uninstall c"),
                    .init("b of provider c", removal: "groundcrew uninstall c"), buoy,
                ]), isShared: true, isNamed: true),
            text: "\(place): kept, a of provider c, b of provider c and Buoy team/red need it\n", change: "kept",
            remainder: place,
            failure: "buoy was left as it is: a of provider c, b of provider c and Buoy team/red need it",
            hint: "remove what needs it first: groundcrew uninstall c, and kubectl delete Buoy red -n team"),
        Case(
            name: "in use, and a provider's own",
            removal: .init(release: release(), fate: .needed([buoy]), isInUse: true),
            text: "\(place): kept, Buoy team/red needs it\n", change: "kept", remainder: place,
            failure: "buoy was left as it is: Buoy team/red needs it",
            hint:
                "remove what needs it first: kubectl delete Buoy red -n team, or give --force, which leaves them alone"
        ),
        Case(
            name: "gone, and a CRD stays",
            removal: .init(
                release: release(record(in: "buoy-system", isOwn: true)),
                fate: .removed(record(in: "buoy-system", isOwn: true)),
                stays: [LeftObject(object: "CustomResourceDefinition buoys", reason: "it has objects")]),
            text: "\(place): removed, was revision 2\n  CustomResourceDefinition buoys stays: it has objects\n",
            change: "deleted"),
        Case(
            name: "installed by its name", removal: .init(release: release(), fate: .named, isShared: true),
            text: "\(place): kept, it was installed by its name\n  next: groundcrew uninstall buoy removes it\n",
            change: "kept", remainder: place),
        Case(
            name: "to go",
            removal: .init(
                release: release(record(in: "buoy-system", isOwn: true)),
                fate: .removable(record(in: "buoy-system", isOwn: true))),
            text: "\(place): would be removed, is revision 2\n", change: "delete"),
        Case(
            name: "to go under another name",
            removal: .init(
                release: release().at(record(in: "sea", name: "moored", isAdopted: true)),
                fate: .removable(record(in: "sea", name: "moored", isAdopted: true))),
            text: "buoy in namespace sea: would be removed, is revision 2 of release moored\n", change: "delete"),
        Case(
            name: "adopted",
            removal: .init(
                release: release(record(in: "buoy-system", isAdopted: true)),
                fate: .adopted(record(in: "buoy-system", isAdopted: true))),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(adopted)\n", change: "left", remainder: place,
            failure: "buoy-system/buoy \(adopted), so it was left as it is", hint: "--remove-adopted removes it, too"),
        Case(
            name: "adopted, which all share",
            removal: .init(
                release: release(record(in: "buoy-system", isAdopted: true)),
                fate: .adopted(record(in: "buoy-system", isAdopted: true)), isShared: true),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(adopted)\n", change: "left", remainder: place),
        Case(
            name: "gone under another name",
            removal: .init(
                release: release().at(record(in: "sea", name: "moored", isAdopted: true)),
                fate: .removed(record(in: "sea", name: "moored", isAdopted: true))),
            text: "buoy in namespace sea: removed, was revision 2 of release moored\n", change: "deleted"),
        Case(
            name: "somebody else's, and named",
            removal: .init(
                release: release(record(in: "buoy-system")), fate: .left(record(in: "buoy-system")), isShared: true,
                isNamed: true),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(theirs)\n", change: "left", remainder: place,
            failure: "buoy-system/buoy \(theirs), so it was left as it is", hint: left),
        Case(
            name: "somebody else's",
            removal: .init(release: release(record(in: "buoy-system")), fate: .left(record(in: "buoy-system"))),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(theirs)\n", change: "left", remainder: place,
            failure: "buoy-system/buoy \(theirs), so it was left as it is", hint: left),
        Case(
            name: "somebody else's, which all share",
            removal: .init(
                release: release(record(in: "buoy-system")), fate: .left(record(in: "buoy-system")), isShared: true),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(theirs)\n", change: "left", remainder: place),
        Case(
            name: "an add-on",
            removal: .init(
                release: release(), fate: .foreign(OperatorOwner(.addOn, name: "AKS")), isShared: true, isNamed: true),
            text: "\(place): left as it is\n  left: AKS (add-on) looks after it\n", change: "left", remainder: place,
            failure: "buoy was left as it is: AKS (add-on) looks after it", hint: left),
        Case(
            name: "another tool's", removal: .init(release: release(), fate: .foreign(OperatorOwner(.tool))),
            text: "\(place): left as it is\n  left: \(tool)\n", change: "left", remainder: place,
            failure: "buoy was left as it is: \(tool)", hint: left),
        Case(
            name: "a known tool's, which all share",
            removal: .init(
                release: release(), fate: .foreign(OperatorOwner(.tool, name: "kubectl apply")), isShared: true),
            text: "\(place): left as it is\n  left: \(tool.replacing("another tool", with: "kubectl apply"))\n",
            change: "left", remainder: place),
        Case(
            name: "a part of another provider's",
            removal: .init(
                release: release(record(in: "buoy-system", for: "nim")),
                fate: .left(record(in: "buoy-system", for: "nim")), isShared: true, isNamed: true),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(ours) for provider nim\n", change: "left",
            remainder: place, failure: "buoy-system/buoy \(ours) for provider nim, so it was left as it is",
            hint: "groundcrew uninstall nim removes it, with the folder of a provider of your own in --charts"),
        Case(
            name: "a part of another provider's, which was adopted",
            removal: .init(
                release: release(record(in: "buoy-system", isAdopted: true, for: "nim")),
                fate: .left(record(in: "buoy-system", isAdopted: true, for: "nim")), isShared: true, isNamed: true),
            text: "\(place): left as it is\n  left: buoy-system/buoy \(ours) for provider nim\n", change: "left",
            remainder: place, failure: "buoy-system/buoy \(ours) for provider nim, so it was left as it is",
            hint: "groundcrew uninstall nim --remove-adopted removes it, with the folder of a provider of your own in "
                + "--charts"),
        Case(
            name: "a part of another operator of groundcrew's",
            removal: .init(
                release: release(record(in: "sea", name: "port", isOwn: true)), fate: .absent, isShared: true,
                isNamed: true),
            text: "\(place): none there\n  left: sea/port \(ours)\n", change: "left",
            remainder: "buoy in namespace sea", failure: "\(nothing); sea/port \(ours), and was left as it is",
            hint: "it came with that one, and goes with it: groundcrew uninstall port"),
        Case(
            name: "a part of another operator that was adopted",
            removal: .init(
                release: release(record(in: "sea", name: "stack", isAdopted: true, as: "port")), fate: .absent,
                isShared: true, isNamed: true),
            text: "\(place): none there\n  left: sea/stack \(adopted)\n", change: "left",
            remainder: "buoy in namespace sea", failure: "\(nothing); sea/stack \(adopted), and was left as it is",
            hint: "it came with that one, and goes with it: groundcrew uninstall port --remove-adopted"),
        Case(
            name: "elsewhere", removal: .init(release: release(record(in: "sea")), fate: .absent),
            text: "\(place): none there\n  left: sea/buoy \(theirs)\n", change: "left",
            remainder: "buoy in namespace sea",
            failure: "\(nothing); sea/buoy \(theirs), and was left as it is",
            hint: left),
        Case(
            name: "one's own elsewhere",
            removal: .init(release: release(record(in: "sea", isOwn: true)), fate: .absent),
            text: "\(place): none there\n  left: sea/buoy \(ours)\n", change: "left",
            remainder: "buoy in namespace sea",
            failure: "\(nothing); sea/buoy \(ours), and was left as it is",
            hint: "to remove that one, give --namespace sea"),
        Case(
            name: "elsewhere, which all share",
            removal: .init(release: release(record(in: "sea")), fate: .absent, isShared: true),
            text: "\(place): none there\n  left: sea/buoy \(theirs)\n", change: "left",
            remainder: "buoy in namespace sea"),
        Case(
            name: "unreadable, although all share it",
            removal: .init(release: release(unreadable: [broken]), fate: .unreadable(broken), isShared: true),
            text: "\(place): unknown\n  \(broken)\n", change: "unknown", remainder: place, failure: "\(broken)",
            hint: broken.hint),
    ]

    @Test(arguments: cases)
    func whatBecameOfItIsSaid(_ test: Case) {
        #expect(test.removal.text == test.text)
        #expect(test.removal.value["change"]?.string == test.change)
        #expect(test.removal.remainder == test.remainder)
        #expect(test.removal.failure?.message == test.failure)
        #expect(test.removal.failure?.hint == test.hint)
    }

    @Test func programsSeeWhatNeedsIt() {
        let removal = OperatorRemoval(release: Self.release(), fate: .needed([Self.buoy]))
        #expect(removal.value["neededBy"] == "Buoy team/red")
        #expect(OperatorRemoval(release: Self.release(), fate: .absent).value["neededBy"] == .null)
        let foreign = OperatorRemoval(release: Self.release(), fate: .foreign(OperatorOwner(.addOn, name: "AKS")))
        #expect(foreign.value["owner"]?["name"] == "AKS" && foreign.value["left"] == [])
        #expect(removal.value["owner"] == .null)
    }

    @Test func programsSeeWhatWasInstalledByItsName() {
        var record = Self.record(in: "buoy-system", isOwn: true)
        #expect(OperatorRemoval(release: Self.release(record), fate: .named).value["installedByName"] == false)
        record.labels[ReleaseLabels.namedKey] = "true"
        #expect(OperatorRemoval(release: Self.release(record), fate: .named).value["installedByName"] == true)
        #expect(OperatorRemoval(release: Self.release(record), fate: .named).leaving == nil)
        #expect(OperatorRemoval(release: Self.release(record), fate: .removable(record)).leaving == record)
        #expect(OperatorRemoval(release: Self.release(record), fate: .removed(record)).leaving == record)
    }

    /// By the chart's own word, whoever removes the release: only the others need protecting.
    @Test func whatAChartKeepsDoesNotGoWithItsRelease() {
        func definition(_ name: String, _ annotations: String) -> String {
            "---\nkind: CustomResourceDefinition\nmetadata: {name: \(name), annotations: {\(annotations)}}\n"
        }
        var record = Self.record(in: "buoy-system", isOwn: true)
        record.manifest =
            definition("kept.example.com", "helm.sh/resource-policy: keep") + definition("goes.example.com", "a: b")
            + "---\nkind: ConfigMap\nmetadata: {name: a}\n"
        #expect(OperatorRemover.removedDefinitions(in: record) == ["goes.example.com"])
    }

    /// One that may go, one that may on the user's word, and four that may not.
    @Test func whatMayBeRemovedIsDecidedByTheRecords() {
        func mayGo(_ release: OperatorRelease) -> Bool { OperatorRemoval.refusal(release) == nil }
        #expect(mayGo(Self.release(Self.record(in: "buoy-system", isOwn: true))))
        let adopted = Self.release(Self.record(in: "buoy-system", isAdopted: true))
        #expect(!mayGo(adopted))
        #expect(OperatorRemoval.refusal(adopted, removesAdopted: true) == nil)
        #expect(!mayGo(Self.release()))
        #expect(!mayGo(Self.release(Self.record(in: "sea", isOwn: true))))
        #expect(!mayGo(Self.release(Self.record(in: "buoy-system"))))
        #expect(!mayGo(Self.release(unreadable: [Self.broken])))
    }
}
