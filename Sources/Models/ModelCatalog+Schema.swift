public import Schemas
import Value

extension ModelCatalog {
    /// What the reader of catalogs takes; that an id occurs once is for it alone to tell.
    public static let schema = JSONSchema.list("A catalog of models", of: entry)
        .described("Models with what is known of them before they run.")

    private static let entry = JSONSchema.object(
        "A model.",
        [
            .required(
                "id",
                .text(
                    "Its repository on Hugging Face.",
                    pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?$"
                ).example("Qwen/Qwen3-0.6B")),
            .optional("name", .text("Its name for people; the id when left out.").example("Qwen3 0.6B")),
            .optional("description", .text("What it is good for.").example("small general chat model")),
            .optional("task", .text("What it does.").defaulting(to: "text-generation")),
            .optional("parameters", .text("Their number, as published.").example("0.6B")),
            .optional(
                "architecture",
                .text("The class of the model that config.json of its repository names.").example("Qwen3ForCausalLM")),
            .optional(
                "contextLength",
                .number("Tokens of prompt and answer together.", in: CatalogEntry.contextLength).example(40_960)),
            .optional("engines", .texts("Engines known to serve it; any when left out.").example(["vllm", "sglang"])),
            .optional(
                "memory", .text("The least GPU memory that it needs.", pattern: TextPattern.quantity).example("4Gi")),
            .optional("license", .text("Its license.").example("Apache-2.0")),
            .optional("gated", .truth("Whether the hub asks for a token.").example(false)),
        ])
}
