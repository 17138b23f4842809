{{/* The deployment's name. Its Service bears it, too, and begins with a letter. */}}
{{- define "vllm.name" -}}
{{- if not (regexMatch "^[a-z]" .Release.Name) -}}
{{- fail (printf "the name %s does not begin with a letter, as the name of a Service must" .Release.Name) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{/* What tells the deployment's pods from all others; never changes. */}}
{{- define "vllm.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "vllm.labels" -}}
{{ include "vllm.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/component: model-server
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "vllm.image" -}}
{{- $known := dict "vllm" (list "docker.io" "vllm/vllm-openai" (printf "v%s" .Chart.AppVersion)) "sglang" (list "docker.io" "lmsysorg/sglang" "v0.5.23") -}}
{{- $own := get $known .Values.engine -}}
{{- $image := .Values.image -}}
{{ default (index $own 0) $image.registry }}/{{ default (index $own 1) $image.repository }}:{{ default (index $own 2) $image.tag }}
{{- end -}}

{{/* The command of the container as a JSON list; empty leaves the image's own. */}}
{{- define "vllm.command" -}}
{{ ternary (list "sglang" "serve") list (eq .Values.engine "sglang") | toJson }}
{{- end -}}

{{/* The engine's arguments, as a YAML list. */}}
{{- define "vllm.args" -}}
{{- $args := include (printf "vllm.args.%s" .Values.engine) . | fromJsonArray -}}
{{- range $name, $value := .Values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{- /* Numbers of a file are floats, and large ones would have an exponent. */ -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary $value (toJson $value) (kindIs "string" $value))) -}}
{{- end -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{- define "vllm.args.vllm" -}}
{{- $values := .Values -}}
{{- $args := list "--model" $values.modelId "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8000") -}}
{{- /* Without it vLLM drops what it is answering when it is told to end. */ -}}
{{- $args = concat $args (list "--shutdown-timeout" (toString (int64 $values.shutdownSeconds))) -}}
{{- with int $values.resources.gpu -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tensor-parallel-size" (toString .)) -}}{{- end -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-model-len" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $args = append $args "--enforce-eager" -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $args = append $args (ternary "--enable-prefix-caching" "--no-enable-prefix-caching" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "vllm.args.sglang" -}}
{{- $values := .Values -}}
{{- $args := list "--model-path" $values.modelId "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- /* Else it tells nobody how many requests wait: neither KEDA, nor what chooses a pod for each request. */ -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8000" "--enable-metrics") -}}
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
{{ toJson $args }}
{{- end -}}
