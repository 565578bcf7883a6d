"""Estimators of scikit-learn and of the boosting libraries, and what they are made of.

Source: scikit-learn 1.9 (all subclasses of BaseEstimator, of which isotonic regression alone has a `__setstate__`
of its
own; the compiled classes by their `__reduce__`), xgboost 3.2, lightgbm 4.7. An estimator that is loaded runs nothing;
what it was given to call, as `FunctionTransformer` is, has to be on a list itself.
"""

from __future__ import annotations

from modelbase.weights.pickles.lists.group import Group

KERNELS = (
    "CompoundKernel ConstantKernel DotProduct ExpSineSquared Exponentiation Matern PairwiseKernel Product RBF "
    "RationalQuadratic Sum WhiteKernel Hyperparameter"
)
METRICS = (
    "Euclidean", "SEuclidean", "Manhattan", "Chebyshev", "Minkowski", "Mahalanobis", "Hamming", "Canberra",
    "BrayCurtis",
    "Jaccard", "Matching", "Dice", "Kulsinski", "RogersTanimoto", "RussellRao", "SokalMichener", "SokalSneath",
    "Haversine",
)  # fmt: skip
LOSSES = (
    "AbsoluteError", "ExponentialLoss", "HalfBinomialLoss", "HalfGammaLoss", "HalfMultinomialLoss", "HalfPoissonLoss",
    "HalfSquaredError", "HalfTweedieLoss", "HalfTweedieLossIdentity", "HuberLoss", "PinballLoss",
)  # fmt: skip
LEARNERS = (
    Group(
        "made",
        "estimators: BaseEstimator.__setstate__ compares the version and fills the attributes",
        {
            "sklearn.calibration": "CalibratedClassifierCV _SigmoidCalibration _TemperatureScaling",
            "sklearn.cluster._affinity_propagation": "AffinityPropagation",
            "sklearn.cluster._agglomerative": "AgglomerativeClustering FeatureAgglomeration",
            "sklearn.cluster._bicluster": "SpectralBiclustering SpectralCoclustering",
            "sklearn.cluster._birch": "Birch",
            "sklearn.cluster._bisect_k_means": "BisectingKMeans",
            "sklearn.cluster._dbscan": "DBSCAN",
            "sklearn.cluster._hdbscan.hdbscan": "HDBSCAN",
            "sklearn.cluster._kmeans": "KMeans MiniBatchKMeans",
            "sklearn.cluster._mean_shift": "MeanShift",
            "sklearn.cluster._optics": "OPTICS",
            "sklearn.cluster._spectral": "SpectralClustering",
            "sklearn.compose._column_transformer": "ColumnTransformer",
            "sklearn.compose._target": "TransformedTargetRegressor",
            "sklearn.covariance._elliptic_envelope": "EllipticEnvelope",
            "sklearn.covariance._empirical_covariance": "EmpiricalCovariance",
            "sklearn.covariance._graph_lasso": "GraphicalLasso GraphicalLassoCV",
            "sklearn.covariance._robust_covariance": "MinCovDet",
            "sklearn.covariance._shrunk_covariance": "LedoitWolf OAS ShrunkCovariance",
            "sklearn.cross_decomposition._pls": "CCA PLSCanonical PLSRegression PLSSVD",
            "sklearn.decomposition._dict_learning": "DictionaryLearning MiniBatchDictionaryLearning SparseCoder",
            "sklearn.decomposition._factor_analysis": "FactorAnalysis",
            "sklearn.decomposition._fastica": "FastICA",
            "sklearn.decomposition._incremental_pca": "IncrementalPCA",
            "sklearn.decomposition._kernel_pca": "KernelPCA",
            "sklearn.decomposition._lda": "LatentDirichletAllocation",
            "sklearn.decomposition._nmf": "MiniBatchNMF NMF",
            "sklearn.decomposition._pca": "PCA",
            "sklearn.decomposition._sparse_pca": "MiniBatchSparsePCA SparsePCA",
            "sklearn.decomposition._truncated_svd": "TruncatedSVD",
            "sklearn.discriminant_analysis": "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis",
            "sklearn.dummy": "DummyClassifier DummyRegressor",
            "sklearn.ensemble._bagging": "BaggingClassifier BaggingRegressor",
            "sklearn.ensemble._forest": "ExtraTreesClassifier ExtraTreesRegressor "
            "RandomForestClassifier RandomForestRegressor RandomTreesEmbedding",
            "sklearn.ensemble._gb": "GradientBoostingClassifier GradientBoostingRegressor",
            "sklearn.ensemble._hist_gradient_boosting.binning": "_BinMapper",
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting": "HistGradientBoostingClassifier "
            "HistGradientBoostingRegressor",
            "sklearn.ensemble._iforest": "IsolationForest",
            "sklearn.ensemble._stacking": "StackingClassifier StackingRegressor",
            "sklearn.ensemble._voting": "VotingClassifier VotingRegressor",
            "sklearn.ensemble._weight_boosting": "AdaBoostClassifier AdaBoostRegressor",
            "sklearn.feature_extraction._dict_vectorizer": "DictVectorizer",
            "sklearn.feature_extraction._hash": "FeatureHasher",
            "sklearn.feature_extraction.image": "PatchExtractor",
            "sklearn.feature_extraction.text": "CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer",
            "sklearn.feature_selection._from_model": "SelectFromModel",
            "sklearn.feature_selection._rfe": "RFE RFECV",
            "sklearn.feature_selection._sequential": "SequentialFeatureSelector",
            "sklearn.feature_selection._univariate_selection": "GenericUnivariateSelect SelectFdr SelectFpr "
            "SelectFwe SelectKBest SelectPercentile",
            "sklearn.feature_selection._variance_threshold": "VarianceThreshold",
            "sklearn.frozen._frozen": "FrozenEstimator",
            "sklearn.gaussian_process._gpc": "GaussianProcessClassifier _BinaryGaussianProcessClassifierLaplace",
            "sklearn.gaussian_process._gpr": "GaussianProcessRegressor",
            "sklearn.impute._base": "MissingIndicator SimpleImputer",
            "sklearn.impute._iterative": "IterativeImputer",
            "sklearn.impute._knn": "KNNImputer",
            "sklearn.isotonic": "IsotonicRegression",
            "sklearn.kernel_approximation": "AdditiveChi2Sampler Nystroem "
            "PolynomialCountSketch RBFSampler SkewedChi2Sampler",
            "sklearn.kernel_ridge": "KernelRidge",
            "sklearn.linear_model._base": "LinearRegression MultiOutputLinearModel",
            "sklearn.linear_model._bayes": "ARDRegression BayesianRidge",
            "sklearn.linear_model._coordinate_descent": "ElasticNet ElasticNetCV Lasso LassoCV "
            "MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV",
            "sklearn.linear_model._glm.glm": "GammaRegressor PoissonRegressor TweedieRegressor",
            "sklearn.linear_model._huber": "HuberRegressor",
            "sklearn.linear_model._least_angle": "Lars LarsCV LassoLars LassoLarsCV LassoLarsIC",
            "sklearn.linear_model._logistic": "LogisticRegression LogisticRegressionCV",
            "sklearn.linear_model._omp": "OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV",
            "sklearn.linear_model._passive_aggressive": "PassiveAggressiveClassifier PassiveAggressiveRegressor",
            "sklearn.linear_model._perceptron": "Perceptron",
            "sklearn.linear_model._quantile": "QuantileRegressor",
            "sklearn.linear_model._ransac": "RANSACRegressor",
            "sklearn.linear_model._ridge": "Ridge RidgeCV RidgeClassifier "
            "RidgeClassifierCV _IdentityClassifier _IdentityRegressor _RidgeGCV",
            "sklearn.linear_model._stochastic_gradient": "SGDClassifier SGDOneClassSVM SGDRegressor",
            "sklearn.linear_model._theil_sen": "TheilSenRegressor",
            "sklearn.manifold._classical_mds": "ClassicalMDS",
            "sklearn.manifold._isomap": "Isomap",
            "sklearn.manifold._locally_linear": "LocallyLinearEmbedding",
            "sklearn.manifold._mds": "MDS",
            "sklearn.manifold._spectral_embedding": "SpectralEmbedding",
            "sklearn.manifold._t_sne": "TSNE",
            "sklearn.mixture._bayesian_mixture": "BayesianGaussianMixture",
            "sklearn.mixture._gaussian_mixture": "GaussianMixture",
            "sklearn.model_selection._classification_threshold": "FixedThresholdClassifier "
            "TunedThresholdClassifierCV",
            "sklearn.model_selection._search": "GridSearchCV RandomizedSearchCV",
            "sklearn.model_selection._search_successive_halving": "HalvingGridSearchCV HalvingRandomSearchCV",
            "sklearn.multiclass": "OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier _ConstantPredictor",
            "sklearn.multioutput": "ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain",
            "sklearn.naive_bayes": "BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB",
            "sklearn.neighbors._classification": "KNeighborsClassifier RadiusNeighborsClassifier",
            "sklearn.neighbors._graph": "KNeighborsTransformer RadiusNeighborsTransformer",
            "sklearn.neighbors._kde": "KernelDensity",
            "sklearn.neighbors._lof": "LocalOutlierFactor",
            "sklearn.neighbors._nca": "NeighborhoodComponentsAnalysis",
            "sklearn.neighbors._nearest_centroid": "NearestCentroid",
            "sklearn.neighbors._regression": "KNeighborsRegressor RadiusNeighborsRegressor",
            "sklearn.neighbors._unsupervised": "NearestNeighbors",
            "sklearn.neural_network._multilayer_perceptron": "MLPClassifier MLPRegressor",
            "sklearn.neural_network._rbm": "BernoulliRBM",
            "sklearn.pipeline": "FeatureUnion Pipeline",
            "sklearn.preprocessing._data": "Binarizer KernelCenterer MaxAbsScaler MinMaxScaler "
            "Normalizer PowerTransformer QuantileTransformer RobustScaler StandardScaler",
            "sklearn.preprocessing._discretization": "KBinsDiscretizer",
            "sklearn.preprocessing._encoders": "OneHotEncoder OrdinalEncoder",
            "sklearn.preprocessing._function_transformer": "FunctionTransformer",
            "sklearn.preprocessing._label": "LabelBinarizer LabelEncoder MultiLabelBinarizer",
            "sklearn.preprocessing._polynomial": "PolynomialFeatures SplineTransformer",
            "sklearn.preprocessing._target_encoder": "TargetEncoder",
            "sklearn.random_projection": "GaussianRandomProjection SparseRandomProjection",
            "sklearn.semi_supervised._label_propagation": "LabelPropagation LabelSpreading",
            "sklearn.semi_supervised._self_training": "SelfTrainingClassifier",
            "sklearn.svm._classes": "LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR",
            "sklearn.tree._classes": "DecisionTreeClassifier DecisionTreeRegressor "
            "ExtraTreeClassifier ExtraTreeRegressor",
        },
    ),
    Group(
        "made",
        "parts of estimators: attributes and arrays",
        {
            "sklearn.calibration": "_CalibratedClassifier",
            "sklearn.cluster._birch": "_CFNode _CFSubcluster",
            "sklearn.cluster._bisect_k_means": "_BisectingTree",
            "sklearn.compose._column_transformer": "make_column_selector _RemainderColsList",
            "sklearn.ensemble._gb": "VerboseReporter",
            "sklearn.ensemble._hist_gradient_boosting.predictor": "TreePredictor",
            "sklearn.gaussian_process.kernels": KERNELS,
            "sklearn.impute._iterative": "_ImputerTriplet",
            "sklearn.model_selection._split": "GroupKFold GroupShuffleSplit KFold LeaveOneOut LeavePOut ShuffleSplit "
            "LeaveOneGroupOut LeavePGroupsOut PredefinedSplit RepeatedKFold RepeatedStratifiedKFold "
            "StratifiedGroupKFold "
            "StratifiedKFold StratifiedShuffleSplit TimeSeriesSplit",
            "sklearn.neural_network._stochastic_optimizers": "AdamOptimizer SGDOptimizer",
            "sklearn.utils._metadata_requests": "MetadataRequest MethodMetadataRequest",
            "sklearn._loss.link": "HalfLogitLink IdentityLink Interval LogLink LogitLink MultinomialLogit",
            "sklearn._loss.loss": " ".join(LOSSES),
        },
    ),
    Group("called", "a dictionary whose keys are attributes", {"sklearn.utils._bunch": "Bunch"}),
    Group(
        "called",
        "compiled classes that are made of counts and arrays, which they check",
        {
            "sklearn.tree._tree": "Tree",
            "sklearn._loss._loss": " ".join(f"Cy{name}" for name in LOSSES),
            "sklearn.linear_model._sgd_fast": "Hinge ModifiedHuber SquaredHinge EpsilonInsensitive "
            "SquaredEpsilonInsensitive",
            "sklearn.metrics._dist_metrics": "newObj "
            + " ".join(f"{name}Distance{width}" for name in METRICS for width in ("", "32", "64")),
            "sklearn.neighbors._kd_tree": "newObj KDTree KDTree32 KDTree64",
            "sklearn.neighbors._ball_tree": "newObj BallTree BallTree32 BallTree64",
        },
    ),
    Group(
        "made",
        "boosted trees: the state is the model in the library's own format, which it parses",
        {
            "xgboost.core": "Booster",
            "xgboost.sklearn": "XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel",
            "lightgbm.basic": "Booster",
            "lightgbm.sklearn": "LGBMClassifier LGBMRegressor LGBMRanker LGBMModel",
        },
    ),
)
