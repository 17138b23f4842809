{{/* The engine's arguments, as a YAML list. Context: root, component, port. */}}
{{- define "llm-d.args" -}}
{{- $values := .root.Values -}}
{{- $args := include (printf "llm-d.args.%s" $values.engine) . | fromJsonArray -}}
{{- range $name, $value := $values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{/* Whole numbers of values files would become 1e+06. */}}
{{- $isWhole := and (kindIs "float64" $value) (eq (toString $value) (toString (floor $value))) -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary (int64 $value) $value $isWhole | toString)) -}}
{{- end -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{- define "llm-d.args.vllm" -}}
{{- $values := .root.Values -}}
{{- $args := list $values.modelId "--served-model-name" (include "llm-d.servedModelName" .root) -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" (toString .port)) -}}
{{- with int $values.resources.gpu -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tensor-parallel-size" (toString .)) -}}{{- end -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-model-len" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $args = append $args "--enforce-eager" -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $args = append $args (ternary "--enable-prefix-caching" "--no-enable-prefix-caching" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- $args = concat $args (list "--shutdown-timeout" (toString (int64 $values.shutdownSeconds))) -}}
{{- if include "llm-d.isSplit" .root -}}
{{- $args = concat $args (list "--kv-transfer-config" (dict "kv_connector" "NixlConnector" "kv_role" "kv_both" | toJson)) -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "llm-d.args.sglang" -}}
{{- $values := .root.Values -}}
{{- $args := list "--model-path" $values.modelId "--served-model-name" (include "llm-d.servedModelName" .root) -}}
{{- /* Without its metrics the endpoint picker knows nothing of it. */ -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" (toString .port) "--enable-metrics") -}}
{{- /* The endpoint picker counts what a worker holds in blocks of 64 tokens, as many as the worker has pages. */ -}}
{{- if eq $values.routerMode "kv" -}}{{- $args = concat $args (list "--page-size" "64") -}}{{- end -}}
{{- with int $values.resources.gpu -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tp" (toString .)) -}}{{- end -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--context-length" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}
{{- $args = concat $args (list "--cuda-graph-backend-decode=disabled" "--cuda-graph-backend-prefill=disabled") -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $values.enablePrefixCaching)) (not $values.enablePrefixCaching) -}}
{{- $args = append $args "--disable-radix-cache" -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- if include "llm-d.isSplit" .root -}}
{{- $args = concat $args (list "--disaggregation-mode" .component "--disaggregation-transfer-backend" "nixl") -}}
{{- $args = concat $args (list "--disaggregation-bootstrap-port" "8998") -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{/* The engine's environment, as a YAML list; the user's names win. */}}
{{- define "llm-d.env" -}}
{{- $own := list (dict "name" "HF_HOME" "value" "/model-cache") -}}
{{/* PyTorch asks for the user's name, which not every user id has. */}}
{{- $own = append $own (dict "name" "USER" "value" "llm-d") -}}
{{- if and (include "llm-d.isSplit" .) (eq .Values.engine "vllm") -}}
{{- $address := dict "fieldRef" (dict "fieldPath" "status.podIP") -}}
{{- $own = append $own (dict "name" "VLLM_NIXL_SIDE_CHANNEL_HOST" "valueFrom" $address) -}}
{{- $own = append $own (dict "name" "VLLM_NIXL_SIDE_CHANNEL_PORT" "value" "5600") -}}
{{- end -}}
{{- $given := list -}}
{{- range .Values.env -}}{{- $given = append $given .name -}}{{- end -}}
{{- $env := list -}}
{{- range $own -}}{{- if not (has .name $given) -}}{{- $env = append $env . -}}{{- end -}}{{- end -}}
{{ concat $env (include "pods.outside" . | fromJsonArray) .Values.env | toYaml }}
{{- end -}}
