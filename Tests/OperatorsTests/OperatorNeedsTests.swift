import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

/// What is needed besides, once for all who need it.
@Suite struct OperatorNeedsTests: PlanningSuite {
    @Test func whatIsNeededComesBeforeWhatNeedsIt() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("winch", "needs: [crane, gate]"), Docks.item("crane", "needs: [anchor]"))
        let planning = try Docks.planning(
            [dock], sharing: [Docks.shared("gate", "needs: [anchor]"), Docks.shared("anchor"), Docks.shared("buoy")])
        let plans = try planning.plans(for: [dock])
        #expect(names(plans) == ["anchor", "crane", "gate", "winch"])
        #expect(plans.map(\.providers) == [["dock"], ["dock"], ["dock"], ["dock"]])
        #expect(plans.map(\.release.namespace) == ["anchor-system", "crane-system", "gate-system", "winch-system"])
    }

    @Test func whatDeploymentsNeedIsInstalledOnceForAll() throws {
        let dock = try Docks.provider("dock", deploymentNeeds: "{name: anchor, versions: '>=1 <2'}")
        let pier = try Docks.provider("pier", Docks.item("lift", "needs: [anchor]"))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let plans = try planning.plans(for: [dock, pier])
        #expect(names(plans) == ["anchor", "lift"])
        #expect(plans.map(\.providers) == [["dock", "pier"], ["pier"]])
        #expect(plans.map(\.ranges) == [[">=1 <2"], []])
        #expect(plans[0].release.labels == .prerequisite)
        let all = try planning.all()
        #expect(all.first { $0.name == "anchor" }?.providers == ["dock", "pier"])
        #expect(all.first { $0.name == "anchor" }?.ranges == [">=1 <2"])
        #expect(try planning.versions(for: dock, [:]) == ["anchor": "1.0.0"])
    }

    @Test func aVersionThatDeploymentsCannotDoWithIsRefused() throws {
        let dock = try Docks.provider("dock", deploymentNeeds: "{name: anchor, versions: '>=2'}")
        let planning = try Docks.planning([dock], sharing: [Docks.shared("anchor")])
        let error = try #require(throws: OperatorError.self) { try planning.plans(for: [dock]) }
        #expect(error.message == "operator anchor would be installed in version 1.0.0, and >=2 is needed of it")
    }

    @Test func whatTwoProvidersNeedIsInstalledOnce() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"))
        let pier = try Docks.provider("pier", Docks.item("lift", "needs: [anchor]"))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let plans = try planning.plans(for: [pier, dock])
        #expect(names(plans) == ["anchor", "lift", "crane"])
        #expect(plans.map(\.providers) == [["pier", "dock"], ["pier"], ["dock"]])
        let again = try planning.plans(for: [dock, dock])
        #expect(again.map(\.providers) == [["dock"], ["dock"]])
        #expect(try planning.plans(for: []).isEmpty)
    }

    @Test func whatIsSharedIsNobodysInParticular() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"), Docks.item("winch"))
        let pier = try Docks.provider("pier", Docks.item("crane"))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let plans = try planning.plans(for: [dock])
        let own: ReleaseLabels = .origin(provider: "dock", role: .operator)
        #expect(plans.map(\.release.labels) == [.prerequisite, own, own])
        // Whichever provider came first made it for both.
        #expect(plans.map(\.sharedOrigins) == [[], [.origin(provider: "pier", role: .operator)], []])
        #expect(plans.map(\.definition.isShared) == [true, false, false])
    }

    @Test func anOperatorOfAnotherNamespaceIsAnotherOne() throws {
        let dock = try Docks.provider("dock", Docks.item("crane"))
        let pier = try Docks.provider(
            "pier", "{name: crane, namespace: pier, chart: '\(Docks.chart("crane"))', version: 2.0.0}")
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier])
        #expect(plans.map(\.release.namespace) == ["crane-system", "pier"])
        #expect(plans.allSatisfy { $0.sharedOrigins.isEmpty })
    }

    @Test func theCRDsOfBothAreWaitedFor() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "crds: [{name: a.b, versions: [v1]}]"))
        let pier = try Docks.provider(
            "pier", Docks.item("crane", "crds: [{name: a.b, versions: [v2]}, {name: c.d}]"))
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier])
        #expect(names(plans) == ["crane"])
        #expect(plans[0].crds.map(\.name) == ["a.b", "c.d"])
        #expect(plans[0].crds.map(\.versions) == [["v1"], []])
        #expect(plans[0].release.crds == ["a.b", "c.d"])
    }

    struct Conflict: Sendable, CustomTestStringConvertible {
        var first = ""
        var second: String
        var words: String
        var testDescription: String { second }
    }

    @Test(arguments: [
        Conflict(
            second: "version: 2.0.0",
            words: "oci://charts.example.com/crane 1.0.0 and oci://charts.example.com/crane 2.0.0"),
        Conflict(
            second: "chart: 'oci://mirror.example.com/crane'",
            words: "oci://charts.example.com/crane 1.0.0 and oci://mirror.example.com/crane 1.0.0"),
        Conflict(
            first: "version: '~1.0'", second: "version: 2.0.0",
            words: "oci://charts.example.com/crane and oci://charts.example.com/crane 2.0.0"),
        Conflict(second: "values: {token: secret-of-pier}", words: "other values of token"),
        Conflict(
            first: "values: {a: {token: secret-of-dock, b: 1}}", second: "values: {a: {token: secret-of-pier, b: 1}}",
            words: "other values of a.token"),
        Conflict(
            first: "values: {list: [secret-of-dock], token: secret-of-dock}",
            second: "values: {list: [secret-of-pier]}",
            words: "other values of list[0], token"),
        Conflict(
            second: "version: 2.0.0, values: {a: secret-of-pier}",
            words: "oci://charts.example.com/crane 1.0.0 and oci://charts.example.com/crane 2.0.0; other values of a"),
    ])
    func twoProvidersMustAgree(conflict: Conflict) throws {
        let dock = try Docks.provider("dock", Docks.item("crane", conflict.first))
        let pier = try Docks.provider("pier", Docks.item("crane", conflict.second))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let error = try #require(throws: OperatorError.self) { try planning.plans(for: [dock, pier]) }
        #expect(error.code == .conflict)
        #expect(
            error.message
                == "providers dock and pier want operator crane in namespace crane-system each in its own way: "
                + conflict.words)
        #expect(error.hint == "give chart, version and values for both under operators.crane")
        #expect(!"\(error)".contains("secret"), "values may be secrets")
        // One of them alone may have it as it likes.
        #expect(try planning.plans(for: [pier]).count == 1)
    }

    @Test func whoeverAgreedBeforeIsNamedToo() throws {
        let docks = try ["dock", "pier", "quay"].map {
            try Docks.provider($0, Docks.item("crane", $0 == "quay" ? "version: 2.0.0" : ""))
        }
        let error = try #require(throws: OperatorError.self) { try Docks.planning(docks).plans(for: docks) }
        #expect(error.message.hasPrefix("providers dock, pier and quay want operator crane "), "\(error)")
    }

    /// The user's word is for both.
    @Test func anOverrideMakesTwoProvidersAgree() throws {
        let dock = try Docks.provider("dock", Docks.item("crane"))
        let pier = try Docks.provider("pier", Docks.item("crane", "version: 2.0.0"))
        var override = OperatorOverride()
        override.version = "3.0.0"
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier], overrides: ["crane": override])
        #expect(plans.map(\.version) == ["3.0.0"])
        #expect(plans.map(\.providers) == [["dock", "pier"]])
    }

    @Test func rangesComeFromWhatNeedsIt() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("crane", "needs: [{name: anchor, versions: '>=1.0.0'}, {name: gate}]"))
        let pier = try Docks.provider(
            "pier", Docks.item("lift", "needs: [{name: anchor, versions: '>=1.0.0'}, {name: crate, versions: '~1'}]"),
            Docks.item("crate"))
        let planning = try Docks.planning(
            [dock, pier],
            sharing: [
                Docks.shared("gate", "needs: [{name: anchor, versions: '<2.0.0'}]"), Docks.shared("anchor"),
            ])
        func ranges(_ plans: [OperatorPlan]) -> [String: [String]] {
            Dictionary(uniqueKeysWithValues: plans.map { ($0.name, $0.ranges) })
        }
        #expect(
            try ranges(planning.plans(for: [dock])) == [
                "anchor": ["<2.0.0", ">=1.0.0"], "gate": [], "crane": [],
            ])
        #expect(
            try ranges(planning.plans(for: [pier])) == ["anchor": [">=1.0.0"], "crate": ["~1"], "lift": []])
        #expect(
            try ranges(planning.plans(for: [pier, dock]))["anchor"] == [">=1.0.0", "<2.0.0"], "each of them once")
    }

    // MARK: - By name

    @Test func whatIsSharedIsPlannedByItsName() throws {
        let lamp = try Docks.shared("lamp", "needs: [anchor]")
        let anchor = try Docks.shared("anchor")
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [{name: lamp, versions: '>=1.0.0'}]"))
        let planning = Docks.planning([dock], sharing: [lamp, anchor])
        let alone = try planning.plans(for: [], sharing: [lamp])
        #expect(names(alone) == ["anchor", "lamp"])
        #expect(alone.allSatisfy { $0.providers.isEmpty && $0.release.labels == .prerequisite })
        // What the provider brings is there once.
        #expect(names(try planning.plans(for: [dock], sharing: [anchor, lamp])) == ["anchor", "lamp", "crane"])
        var override = OperatorOverride()
        override.version = "2.0.0"
        let other = try planning.plans(for: [], sharing: [lamp], overrides: ["lamp": override])
        #expect(other.map(\.version) == ["1.0.0", "2.0.0"])
    }

    @Test func everythingCanBeLookedAtAtOnce() throws {
        let lamp = try Docks.shared("lamp")
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [{name: lamp, versions: '>=1.0.0'}]"))
        let quay = try Docks.provider(
            "quay", Docks.item("crane", "needs: [lamp]"), Docks.item("gone", "chart: /no/such/chart"))
        let all = try Docks.planning([dock, quay], sharing: [lamp, Docks.shared("spare")]).all()
        #expect(names(all) == ["crane", "crane", "lamp", "spare"], "one whose chart is not to be had is left out")
        #expect(all.map(\.providers) == [["dock"], ["quay"], ["dock", "quay"], []])
        #expect(all[2].ranges == [">=1.0.0"])
    }
}
