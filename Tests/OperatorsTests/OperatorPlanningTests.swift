import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

/// How a provider says that an operator is installed, and in which version.
@Suite struct OperatorPlanningTests: PlanningSuite {
    @Test func takesWhatTheProviderSays() throws {
        let plan = try dynamo()
        #expect(plan.name == "dynamo-platform")
        #expect(plan.release.namespace == "dynamo-system")
        #expect(plan.version == "1.6.2")
        #expect(plan.release.createsNamespace)
        #expect(plan.release.waits)
        #expect(plan.release.timeout == .seconds(7))
        #expect(plan.crds.map(\.name) == ["dynamographdeployments.nvidia.com"])
        let published = try #require(source(of: plan))
        #expect("\(published)".hasSuffix("/dynamo-platform version 1.6.2"))
    }

    /// Conditions compare versions, and a range is none.
    @Test(arguments: ["~1.5", ">=1.5.0 <2", "1.x", "1.5"])
    func aRangeIsAVersionOnlyOnceTheChartIsFound(range: String) throws {
        var override = OperatorOverride()
        override.version = range
        let plan = try dynamo(override)
        #expect(plan.version == nil)
        #expect(source(of: plan)?.description.contains(range) == true)
    }

    @Test func aVersionIsComparedWithoutItsLetter() throws {
        var override = OperatorOverride()
        override.version = "v1.5.0-rc.1"
        let plan = try dynamo(override)
        #expect(plan.version == "1.5.0-rc.1")
        #expect(source(of: plan)?.description.hasSuffix("version v1.5.0-rc.1") == true, "the chart's own spelling")
    }
}
