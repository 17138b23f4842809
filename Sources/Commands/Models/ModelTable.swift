import Models
import Value

func modelTable(_ models: [Model]) -> String {
    Table(
        headings: ["ID", "PARAMETERS", "CONTEXT", "GPU MEMORY", "GATED", "ENGINES"],
        rows: models.map { model in
            [
                model.id, model.parameters ?? "?", model.contextLength.map(String.init) ?? "?",
                model.memory?.description ?? "?", model.isGated.map { $0 ? "yes" : "no" } ?? "?",
                model.engines?.joined(separator: ",") ?? "?",
            ]
        }
    )
    .rendered()
}
