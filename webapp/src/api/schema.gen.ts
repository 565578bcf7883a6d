// Made from `python -m modelbase openapi` by `npm run types`. Never edited by hand.

export interface paths {
    "/api/v1/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare models: args, metrics, metadata and files; differences only unless `all`. */
        get: operations["diff_diff_diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whether args were trained already, and under which ID. */
        post: operations["lookup_look_up_lookup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the person who is asking and how they signed in. */
        get: operations["me_read_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one page of the table: only the asked columns travel. */
        get: operations["models_page_models_get"];
        put?: never;
        /** Make sure that a model of these args exists. */
        post: operations["models_ensure_models_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one model with its args as given and its README. */
        get: operations["models_read_models__model_ref__get"];
        put?: never;
        post?: never;
        /** Move a model with all its checkpoints to the trash. */
        delete: operations["models_delete_models__model_ref__delete"];
        options?: never;
        head?: never;
        /** Set the named fields of a model. */
        patch: operations["models_change_models__model_ref__patch"];
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the checkpoints of a model, latest first. */
        get: operations["checkpoints_page_models__model_ref__checkpoints_get"];
        put?: never;
        /** Declare what will be pushed; the answer says what is missing and where to send it. */
        post: operations["checkpoints_declare_models__model_ref__checkpoints_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one checkpoint with its files. */
        get: operations["checkpoints_read_models__model_ref__checkpoints__checkpoint__get"];
        put?: never;
        post?: never;
        /** Move a checkpoint to the trash, or give an open upload up. */
        delete: operations["checkpoints_delete_models__model_ref__checkpoints__checkpoint__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the checkpoint visible in one atomic write. */
        post: operations["checkpoints_finish_models__model_ref__checkpoints__checkpoint__commit_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return signed URLs of all files, 1,000 a page. */
        get: operations["checkpoints_download_models__model_ref__checkpoints__checkpoint__download_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirect to a signed URL of one file. */
        get: operations["checkpoints_file_link_models__model_ref__checkpoints__checkpoint__files__path_file__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{ref}/checkpoints/{checkpoint}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Return fresh URLs for parts of an open upload. */
        post: operations["checkpoints_parts_models__model_ref__checkpoints__checkpoint__parts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the policy by which this server makes IDs. */
        get: operations["policy_read_policy_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign this browser in; the code works once. */
        post: operations["session_start_session_post"];
        /** Sign this browser out. */
        delete: operations["session_end_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time sign-in code for oneself, so that `modelbase open` can sign a browser in. */
        post: operations["session_make_code_session_codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own tokens, without their texts. */
        get: operations["tokens_page_tokens_get"];
        put?: never;
        /** Make a token; its text is shown this once. */
        post: operations["tokens_create_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token of one's own. */
        delete: operations["tokens_delete_tokens__token__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was deleted, newest first. */
        get: operations["trash_page_trash_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash/{entry}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a deleted model or checkpoint back. */
        post: operations["trash_restore_trash__entry__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that the process answers; asks nobody. */
        get: operations["process_health_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return figures for Prometheus, to this machine only. */
        get: operations["process_metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether MongoDB and the store answer. */
        get: operations["process_is_ready_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * BlobPlan
         * @description How the bytes of one blob are to be cut and which parts (from 1) are still missing; sizes in bytes.
         */
        BlobPlan: {
            /** Missing */
            missing: number[];
            /** Part Size */
            part_size: number;
            /** Parts */
            parts: number;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Change
         * @description The fields to set; absent ones stay.
         */
        Change: {
            /**
             * Add Tags
             * @default null
             */
            add_tags?: string[] | null;
            /**
             * Readme
             * @default null
             */
            readme?: string | null;
            /**
             * Remove Tags
             * @default null
             */
            remove_tags?: string[] | null;
            /**
             * Tags
             * @default null
             */
            tags?: string[] | null;
            /**
             * Title
             * @default null
             */
            title?: string | null;
            /**
             * Visibility
             * @default null
             */
            visibility?: ("private" | "public") | null;
        };
        /**
         * Checkpoint
         * @description An immutable set of files under a model; `files` only where one checkpoint is read alone.
         */
        Checkpoint: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** File Count */
            file_count: number;
            /**
             * Files
             * @default null
             */
            files?: components["schemas"]["File"][] | null;
            /** Hash */
            hash: string;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Metrics */
            metrics?: {
                [key: string]: number | string;
            };
            /** Model */
            model: string;
            /** Size */
            size: number;
            /**
             * State
             * @default uploaded
             * @enum {string}
             */
            state?: "uploaded" | "verified" | "corrupt";
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * Code
         * @description The code of a printed sign-in URL.
         */
        Code: {
            /** Code */
            code: string;
        };
        /**
         * Declaration
         * @description What will be pushed.
         */
        Declaration: {
            /** Files */
            files: components["schemas"]["NewFile"][];
            /**
             * Label
             * @default null
             */
            label?: string | null;
            /** Metrics */
            metrics?: {
                [key: string]: unknown;
            };
            /**
             * Move
             * @default false
             */
            move?: boolean;
            /**
             * Step
             * @default null
             */
            step?: number | null;
        };
        /**
         * File
         * @description A path inside a checkpoint and the SHA-256 of its bytes; `size` in bytes.
         */
        File: {
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Model
         * @description One training recipe and all that came of it; `args` and `readme` only where one model is read alone.
         */
        Model: {
            /**
             * Aliases
             * @default []
             */
            aliases?: string[];
            /** Architecture */
            architecture: string;
            /**
             * Checkpoints
             * @default 0
             */
            checkpoints?: number;
            /**
             * Children
             * @default 0
             */
            children?: number;
            /** Created At */
            created_at: string;
            /** Dataset */
            dataset: string;
            /** Digest */
            digest: string;
            /** Family */
            family: string;
            /** Id */
            id: string;
            /**
             * Latest
             * @default null
             */
            latest?: string | null;
            /** Metrics */
            metrics?: {
                [key: string]: number | string;
            };
            /** Name */
            name: string;
            /** Owner */
            owner: string;
            /**
             * Parents
             * @default []
             */
            parents?: components["schemas"]["Parent"][];
            /** Policy */
            policy: number;
            /**
             * Readme
             * @default null
             */
            readme?: string | null;
            /**
             * Revision
             * @default 1
             */
            revision?: number;
            /**
             * Size
             * @default 0
             */
            size?: number;
            /** @default new */
            state?: components["schemas"]["State"];
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Title
             * @default
             */
            title?: string;
            /** Updated At */
            updated_at: string;
            /**
             * Visibility
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "public";
        };
        /**
         * NewFile
         * @description One file that will be pushed; `size` in bytes.
         */
        NewFile: {
            /** Path */
            path: string;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * NewModel
         * @description A recipe and what its model starts with.
         */
        NewModel: {
            /**
             * Architecture
             * @default null
             */
            architecture?: string | null;
            /** @description the training args, a JSON object */
            args: Record<string, never>;
            /**
             * Dataset
             * @default null
             */
            dataset?: string | null;
            /**
             * Parents
             * @default []
             */
            parents?: components["schemas"]["Parent"][];
            /**
             * Readme
             * @default
             */
            readme?: string;
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Visibility
             * @default private
             * @enum {string}
             */
            visibility?: "private" | "public";
        };
        /**
         * NewToken
         * @description What a token is called and may do.
         */
        NewToken: {
            /**
             * Expires In Days
             * @default null
             */
            expires_in_days?: number | null;
            /** Name */
            name: string;
            /**
             * Only
             * @default null
             */
            only?: string | null;
            /**
             * Scopes
             * @default [
             *       "read",
             *       "write"
             *     ]
             */
            scopes?: ("read" | "write" | "admin")[];
        };
        /**
         * Nothing
         * @description An empty body.
         */
        Nothing: Record<string, never>;
        /**
         * Parent
         * @description A typed edge to the model that this one came of.
         */
        Parent: {
            /** Id */
            id: string;
            /**
             * Kind
             * @default finetuned
             * @enum {string}
             */
            kind?: "resumed" | "finetuned" | "distilled" | "merged" | "quantized" | "adapter";
        };
        /**
         * Part
         * @description A part of a blob, from 1.
         */
        Part: {
            /** Part */
            part: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * Parts
         * @description The parts to get URLs for.
         */
        Parts: {
            /** Parts */
            parts: components["schemas"]["Part"][];
        };
        /**
         * PartUrl
         * @description A presigned PUT for one part of one blob, to be sent with exactly these headers; `size` in bytes.
         */
        PartUrl: {
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Part */
            part: number;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            /** Url */
            url: string;
        };
        /**
         * Recipe
         * @description Args, and the name where the args do not say it.
         */
        Recipe: {
            /**
             * Architecture
             * @default null
             */
            architecture?: string | null;
            /** @description the training args, a JSON object */
            args: Record<string, never>;
            /**
             * Dataset
             * @default null
             */
            dataset?: string | null;
        };
        /**
         * Reused
         * @description What a push does not have to send, since the store has it; `size` in bytes.
         */
        Reused: {
            /** Files */
            files: number;
            /** Size */
            size: number;
        };
        /**
         * State
         * @description Where a model stands: nothing pushed, being trained, or with a checkpoint.
         * @enum {string}
         */
        State: "new" | "training" | "trained";
        /**
         * Token
         * @description An API token as it is listed; its text is shown once, at creation (`token`).
         */
        Token: {
            /** Created At */
            created_at: string;
            /**
             * Expires At
             * @default null
             */
            expires_at?: string | null;
            /** Id */
            id: string;
            /**
             * Last Used At
             * @default null
             */
            last_used_at?: string | null;
            /** Name */
            name: string;
            /**
             * Only
             * @default null
             */
            only?: string | null;
            /** Scopes */
            scopes: ("read" | "write" | "admin")[];
            /**
             * Token
             * @default null
             */
            token?: string | null;
        };
        /**
         * Upload
         * @description An open upload: the checkpoint to be, what is missing, and the first part URLs.
         */
        Upload: {
            /** Blobs */
            blobs: components["schemas"]["BlobPlan"][];
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            reused: components["schemas"]["Reused"];
            /** Urls */
            urls: components["schemas"]["PartUrl"][];
            /** Urls Expire At */
            urls_expire_at: string;
        };
        /** ValidationErrorModel */
        ValidationErrorModel: {
            /**
             * Error context
             * @description An optional object which contains values required to render the error message.
             * @default null
             */
            ctx?: {
                [key: string]: unknown;
            } | null;
            /**
             * Input
             * @description The input provided for validation.
             */
            input: unknown;
            /**
             * Location
             * @description The error's location as a list.
             */
            loc: unknown[];
            /**
             * Message
             * @description A human readable explanation of the error.
             */
            msg: string;
            /**
             * Error Type
             * @description A computer-readable identifier of the error type.
             */
            type: string;
            /**
             * URL
             * @description The URL to further information about the error.
             * @default null
             */
            url?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    diff_diff_diff_get: {
        parameters: {
            query: {
                all?: boolean;
                base?: string | null;
                id: string[];
                ignore?: string[];
                only?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    lookup_look_up_lookup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Recipe"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    me_read_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_page_models_get: {
        parameters: {
            query?: {
                after?: string;
                columns?: string;
                limit?: number;
                offset?: number;
                sort?: string;
                total?: boolean;
                where?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_ensure_models_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewModel"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_read_models__model_ref__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_delete_models__model_ref__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    models_change_models__model_ref__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Change"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_page_models__model_ref__checkpoints_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_declare_models__model_ref__checkpoints_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Declaration"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_read_models__model_ref__checkpoints__checkpoint__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_delete_models__model_ref__checkpoints__checkpoint__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_finish_models__model_ref__checkpoints__checkpoint__commit_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_download_models__model_ref__checkpoints__checkpoint__download_get: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_file_link_models__model_ref__checkpoints__checkpoint__files__path_file__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                file: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    checkpoints_parts_models__model_ref__checkpoints__checkpoint__parts_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Parts"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    policy_read_policy_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_start_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_end_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    session_make_code_session_codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_page_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_create_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    tokens_delete_tokens__token__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    trash_page_trash_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    trash_restore_trash__entry__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_health_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
    process_is_ready_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationErrorModel"][];
                };
            };
        };
    };
}
