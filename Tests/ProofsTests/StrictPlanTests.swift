import Charts
import Testing
import Value

@testable import Proofs
@testable import Providers

/// What of the built-in providers is shown to a server.
@Suite struct StrictPlanTests {
    static let names = (try? ProviderRegistry.builtIn().providers.map(\.name)) ?? []

    /// Rendered once for all tests: each combination takes a while.
    private static let plans = Result { () throws -> [String: (StrictPlan, Provider)] in
        var plans: [String: (StrictPlan, Provider)] = [:]
        for provider in try ProviderRegistry.builtIn().providers {
            plans[provider.name] = (try StrictPlan(provider), provider)
        }
        return plans
    }

    private func plan(_ name: String) throws -> (StrictPlan, Provider) {
        try #require(try Self.plans.get()[name])
    }

    @Test func thereAreProviders() { #expect(Self.names.count >= 7) }

    @Test(arguments: names)
    func everyEngineModeAndRouterIsThereInEveryVersion(name: String) throws {
        let (plan, provider) = try plan(name)
        let combinations = plan.combinations
        #expect(Set(combinations.map(\.id)).count == combinations.count)
        let can = provider.definition.capabilities
        let versions = provider.chart.values["apiVersion"] == nil ? 1 : provider.definition.resource?.versions.count
        let least = combinations.filter { $0.settings == .least }
        #expect(least.count == can.engines.count * can.modes.count * can.routers.count * (versions ?? 1))
        for combination in least {
            #expect(combination.values["engine"]?.string == combination.engine)
            #expect(combination.values["mode"]?.string == combination.mode)
            #expect(combination.values["routerMode"]?.string == combination.router)
            #expect(combination.values["apiVersion"]?.string == combination.version)
        }
    }

    @Test(arguments: names)
    func everyModeIsThereWithEverythingSet(name: String) throws {
        let (plan, provider) = try plan(name)
        let full = plan.combinations.filter { if case .all = $0.settings { true } else { false } }
        #expect(Set(full.compactMap(\.mode)) == Set(provider.definition.capabilities.modes))
        for combination in full {
            // Many more than the four that all have.
            #expect(combination.values.count > 10, "\(combination.id)")
        }
    }

    /// A setting that is new needs a sample in `StrictSample`.
    @Test(arguments: names)
    func everySettingIsTriedSomewhere(name: String) throws {
        let (plan, _) = try plan(name)
        #expect(plan.untried.isEmpty)
    }

    @Test func whatTakesThePlaceOfOthersIsTriedAlone() throws {
        let alone = try plan("ome").0.combinations.filter { $0.settings == .one("runtime") }
        #expect(!alone.isEmpty)
        for combination in alone { #expect(combination.values["engineArgs"] == nil) }
    }
}

@Suite struct StrictSampleTests {
    private func setting(
        _ path: [String], _ types: [String] = [], allowed: [Value] = [], minimum: Value? = nil, maximum: Value? = nil,
        defaultValue: Value? = nil
    ) -> ProviderSetting {
        ProviderSetting(
            path: path, title: "", types: types, allowed: allowed, minimum: minimum, maximum: maximum,
            defaultValue: defaultValue)
    }

    @Test func choicesAreOtherThanWhatComesByItself() {
        let choice = setting(["a"], allowed: ["", "x", "y"], defaultValue: "y")
        #expect(StrictSample.values(of: choice) == ["x"])
        #expect(!StrictSample.isFixed(choice))
        let fixed = setting(["tolerations"], allowed: [[]], defaultValue: [])
        #expect(StrictSample.isFixed(fixed))
        #expect(StrictSample.values(of: fixed).isEmpty)
    }

    @Test func switchesAreTurned() {
        #expect(StrictSample.values(of: setting(["a"], ["boolean"])) == [true])
        #expect(StrictSample.values(of: setting(["a"], ["boolean"], defaultValue: true)) == [false])
    }

    @Test func numbersAreOneMoreThanUsual() {
        #expect(StrictSample.values(of: setting(["a"], ["integer"], defaultValue: 3)) == [4])
        #expect(StrictSample.values(of: setting(["a"], ["integer", "null"], minimum: 10)) == [11])
        #expect(StrictSample.values(of: setting(["a"], ["integer"], maximum: 3, defaultValue: 3)) == [3])
    }

    @Test func namesMeanTheSameEverywhereUnlessTheWholeNameSaysOtherwise() {
        #expect(StrictSample.values(of: setting(["resources", "memory"], ["string"])) == ["32Gi"])
        #expect(StrictSample.values(of: setting(["head", "cpu"], ["string"])) == ["4"])
        #expect(StrictSample.values(of: setting(["modelCache", "path"], ["string"])) == ["/models", "models"])
        #expect(StrictSample.values(of: setting(["never", "heard"], ["string"])).isEmpty)
    }
}

@Suite struct StrictTypeTests {
    @Test func theFileOfATypeIsNamedAsFoldersOfCRDsDo() throws {
        let type = try #require(StrictType(of: ["apiVersion": "ray.io/v1", "kind": "RayService"]))
        #expect(type.group == "ray.io")
        #expect(type.fileName == "ray.io_rayservices.yaml")
        #expect(StrictType(of: ["apiVersion": "v1", "kind": "Service"])?.group == "")
        #expect(StrictType(of: ["kind": "Service"]) == nil)
        #expect(try type.definition(in: "/nowhere", minor: 36) == nil)
    }

    @Test func aServerWithoutOperatorsConvertsNothingAndAnOldOneKnowsNoRules() {
        let rules: Value = ["x-kubernetes-validations": [["rule": "true"]], "type": "object"]
        let definition: Value = [
            "spec": [
                "conversion": ["strategy": "Webhook", "webhook": ["clientConfig": [:]]],
                "versions": [["schema": rules]],
            ]
        ]
        #expect(
            StrictType.prepared(definition, minor: 36) == [
                "spec": ["conversion": ["strategy": "None"], "versions": [["schema": rules]]]
            ])
        #expect(
            StrictType.prepared(definition, minor: 20) == [
                "spec": ["conversion": ["strategy": "None"], "versions": [["schema": ["type": "object"]]]]
            ])
    }
}
