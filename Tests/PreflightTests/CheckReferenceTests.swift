import Testing
import Value

@testable import Preflight

/// The page about all checks.
@Suite struct CheckReferenceTests {
    private static func check(_ id: String, _ lines: String) throws -> CheckDefinition {
        try CheckDefinition(
            yaml: "apiVersion: groundcrew/v1\nkind: Check\nid: \(id)\n" + lines, file: "checks/\(id).yaml")
    }

    private static func catalog() throws -> CheckCatalog {
        try CheckCatalog([
            check(
                "full",
                """
                title: All | of it
                category: pod
                severity: warning
                description: >-
                  Looks at
                  all of it.
                requirement: "MUST: be full"
                needs: [kubernetes, nodes]
                objects:
                  classes: {group: storage.k8s.io, resource: storageclasses, fields: [provisioner, parameters]}
                  wanted: {resource: services, namespaces: wanted, labelSelector: a=b, fieldSelector: c=d}
                  named: {resource: configmaps, namespaces: [b, a], names: [x]}
                requires: [plain]
                appliesTo: {when: size(want.nats) > 0, otherwise: not needed}
                forEach: nats
                outcomes:
                  - {when: "false", verdict: fail, message: "none of ${size(classes)} `x`", hint: add | one}
                  - {when: "true", verdict: pass, message: fine}
                """),
            check(
                "plain",
                "title: Plain\ncategory: house\noutcomes: [{when: 'true', verdict: skip, message: '${want.driver}'}]"),
        ])
    }

    @Test func aChapterSaysAllOfACheck() throws {
        let page = CheckReference(try Self.catalog()).text
        #expect(
            page.contains(
                """
                ### full

                All | of it (warning)

                Looks at all of it.

                - requirement: MUST: be full
                - facts: `kubernetes`, `nodes`
                - objects: `storageclasses.storage.k8s.io` as `classes`, of which it reads `parameters`, `provisioner`
                - objects: `services in the wanted namespaces with labels a=b and fields c=d` as `wanted`
                - objects: `configmaps in a, b named x` as `named`
                - skipped unless these pass or warn: [plain](#plain)
                - skipped unless `size(want.nats) > 0`: `not needed`
                - judged for each of `want.nats`; the worst counts

                - **fail**: `` none of ${size(classes)} `x` ``\\
                  next: `add | one`
                - **pass**: `fine`
                """), "\(page)")
        #expect(
            page.contains("### plain\n\nPlain (error)\n\n- facts: none\n\n- **skip**: `${want.driver}`\n"), "\(page)")
    }

    @Test func checksStandBelowTheirCategoriesInTheOrderOfReports() throws {
        let page = CheckReference(try Self.catalog()).text
        let lines = page.split(separator: "\n")
        #expect(
            lines.filter { $0.hasPrefix("#") } == [
                "# The checks of a preflight", "## Category pod", "### full", "## Category house", "### plain",
            ])
        #expect(page.contains("2 checks"))
        #expect(
            page.contains(
                "| [full](#full) | All \\| of it | pod | warning |\n| [plain](#plain) | Plain | house | error |"))
        #expect(page.hasSuffix("\n") && !page.hasSuffix("\n\n"))
    }

    @Test(arguments: [
        ("a", "`a`"), ("a `b` c", "``a `b` c``"), ("`a`", "`` `a` ``"), ("a``b", "```a``b```"), ("a\n  b", "`a b`"),
    ])
    func codeStandsAsItIs(text: String, code: String) {
        #expect(CheckReference.code(text) == code)
    }

    /// Links to checks last: each id is a heading of its own, once.
    @Test func everyBuiltInCheckHasAHeadingOfItsOwn() throws {
        let catalog = try CheckCatalog.builtIn()
        let page = CheckReference(catalog).text
        let headings = page.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
            $0.drop { $0 == "#" || $0 == " " }
        }
        #expect(Set(headings).count == headings.count)
        for check in catalog.checks { #expect(headings.contains(check.id[...]), "\(check.id)") }
        let categories = catalog.categories
        #expect(categories.map(\.name) == ReportCategory.order.filter { categories.map(\.name).contains($0) })
        #expect(categories.flatMap(\.checks).count == catalog.checks.count)
    }
}
