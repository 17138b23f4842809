import Charts
import Testing

/// What a person reads when a template fails.
@Suite struct TemplateReportTests {
    @Test func aMissingTemplateIsNamed() throws {
        let error = #expect(throws: RenderError.self) { _ = try ChartText.render("a: {{ include \"app.absent\" . }}") }
        let description = try #require(error).description
        #expect(description.contains("app/templates/x.yaml:1:7: error calling include: "))
        #expect(description.contains("no template \"app.absent\" associated with template"))
    }

    @Test func aMissingTemplateInsideAnIncludeIsNamed() throws {
        let helpers = "{{ define \"app.outer\" }}{{ include \"app.absent\" . }}{{ end }}"
        let error = #expect(throws: RenderError.self) {
            _ = try ChartText.render(
                "a: {{ include \"app.outer\" . }}", others: ["templates/_helpers.tpl": helpers])
        }
        let description = try #require(error).description
        #expect(description.contains("app/templates/_helpers.tpl:1:28: error calling include: "))
        #expect(description.contains("no template \"app.absent\" associated with template"))
        #expect(description.contains("from app/templates/x.yaml:1:7"))
    }
}
